import type { DetectorImage, SampleType } from '../model/detector-image.ts';
import { sampleTypeOf } from './decode-samples.ts';
import { parseDectrisHeader } from './dectris-header.ts';
import type { MetadataDraft } from './header-metadata.ts';
import { checkFrame } from './image-size.ts';
import type { ByteSource, ImageReader, OpenImage } from './image-reader.ts';
import { isTiff, readText, readTiffLayout, readTiffPages, TAG, type TiffPage } from './tiff-directory.ts';
import { readTiffPageFormat, readTiffSamples, type TiffPageFormat } from './tiff-page.ts';

/**
 * TIFF 6.0 and BigTIFF, one sample per pixel, strips or tiles, either byte order; pages are frames. Uncompressed strips
 * that follow one another are read in one go. LZW, deflate, PackBits and predictors are decoded here; Zstandard and
 * JPEG by codecs of geotiff.
 */
export const tiffReader: ImageReader = {
  id: 'tiff',
  label: 'TIFF image',
  suffixes: ['.tif', '.tiff', '.mask'],
  recognises: isTiff,
  open: (source, { signal }) => openTiff('tiff', source, readTiffMetadata, signal),
};

/** Reads metadata of the first page. */
export type TiffMetadataReader = (source: ByteSource, page: TiffPage, signal?: AbortSignal) => Promise<MetadataDraft>;

/** Opens a TIFF, or a format that is TIFF with a header of its own. */
export async function openTiff(
  formatId: string,
  source: ByteSource,
  readMetadata: TiffMetadataReader,
  signal?: AbortSignal,
): Promise<OpenImage> {
  const layout = await readTiffLayout(source, signal);
  const pages = await readTiffPages(source, layout, signal);
  const formats: TiffPageFormat[] = [await readTiffPageFormat(source, layout, pages[0]!, signal)];
  const first = formats[0]!;
  const metadata = await readMetadata(source, pages[0]!, signal);
  return {
    summary: {
      formatId,
      shape: first.shape,
      sampleType: first.storedType ? sampleTypeOf(first.storedType) : packedType(first),
      frameCount: pages.length,
      metadata,
    },
    async readFrame(frame, frameSignal): Promise<DetectorImage> {
      checkFrame(formatId, frame, pages.length);
      const page = pages[frame]!;
      const format = (formats[frame] ??= await readTiffPageFormat(source, layout, page, frameSignal));
      return { samples: await readTiffSamples(source, format, frameSignal), shape: format.shape, metadata };
    },
    close: () => Promise.resolve(),
  };
}

/** What depths that are not whole bytes become. */
function packedType({ bitsPerSample }: TiffPageFormat): SampleType {
  return bitsPerSample <= 8 ? 'uint8' : 'uint16';
}

const TEXT_TAGS: readonly (readonly [string, number])[] = [
  ['DocumentName', TAG.documentName],
  ['ImageDescription', TAG.imageDescription],
  ['Make', TAG.make],
  ['Model', TAG.model],
  ['Software', TAG.software],
  ['DateTime', TAG.dateTime],
  ['Artist', TAG.artist],
];

/** Text tags, and the header text that Dectris cameras put into the description. */
async function readTiffMetadata(source: ByteSource, page: TiffPage, signal?: AbortSignal): Promise<MetadataDraft> {
  const tags: Record<string, string> = {};
  for (const [name, tag] of TEXT_TAGS) {
    const text = page.entries.has(tag) ? await readText(source, page, tag, signal) : undefined;
    if (text) tags[name] = text;
  }
  const description = tags['ImageDescription'] ?? '';
  const draft: MetadataDraft = /^# /m.test(description) ? parseDectrisHeader(description) : { header: {} };
  draft.header = { ...tags, ...draft.header };
  const model = tags['Model'];
  if (model && model !== 'Unknown') draft.detector ??= model;
  if (tags['DateTime']) draft.time ??= tags['DateTime'];
  return draft;
}
