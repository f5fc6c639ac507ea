import type { GeoTIFF as GeoTiff } from 'geotiff';
import { FormatError } from '../model/app-error.ts';
import type { Samples } from '../model/detector-image.ts';
import type { ByteSource } from './image-reader.ts';
import { checkShape } from './image-size.ts';
import { checkBlocks, type TiffPageFormat } from './tiff-page.ts';

/** Compressions that geotiff knows and we do not: JPEG, LERC, Zstandard. Ratios are what the methods reach at most. */
const COMPRESSIONS = new Map<number, { readonly name: string; readonly maxRatio: number }>([
  [1, { name: 'none', maxRatio: 1 }],
  [7, { name: 'JPEG', maxRatio: 1024 }],
  [34887, { name: 'LERC', maxRatio: 4096 }],
  [50000, { name: 'Zstandard', maxRatio: 4096 }],
]);
/** Common ones that nobody here decodes, by name for the message. */
const OTHER_NAMES = new Map([
  [2, 'CCITT'],
  [3, 'CCITT Group 3'],
  [4, 'CCITT Group 4'],
  [6, 'old JPEG'],
  [34712, 'JPEG 2000'],
  [34925, 'LZMA'],
  [50001, 'WebP'],
]);

/**
 * Samples of a page through geotiff: depths that are not whole bytes, and compressions beyond LZW, deflate and
 * PackBits. Runs inline, without geotiff's workers. It is slow (a function call per pixel), trusts what the file says
 * about sizes and may not end on damaged LZW data, so the common cases do not come here and sizes are checked first.
 *
 * @param pagePosition  number of the page in the chain of directories
 */
export async function readTiffByGeotiff(
  source: ByteSource,
  format: TiffPageFormat,
  pagePosition: number,
  signal?: AbortSignal,
): Promise<Samples> {
  const { shape, compression, bitsPerSample, offsets, byteCounts } = format;
  const method = COMPRESSIONS.get(compression);
  if (!method)
    throw new FormatError(
      'tiff',
      `${source.name} is compressed by ${OTHER_NAMES.get(compression) ?? `method ${compression}`}; expected none, LZW, deflate, PackBits, Zstandard, LERC or JPEG.`,
    );
  if (!(bitsPerSample >= 1 && bitsPerSample <= 64 && byteCounts))
    throw new FormatError('tiff', `${source.name} has ${bitsPerSample} bits per sample; expected 1 to 64.`);
  checkBlocks(source, offsets, byteCounts);
  const stored = byteCounts.reduce((sum, count) => sum + count, 0);
  const available = Math.min(stored, source.size) * method.maxRatio;
  checkShape('tiff', shape, bitsPerSample / 8, available);
  checkShape('tiff', format.blockShape, bitsPerSample / 8, available);

  try {
    const { GeoTIFF } = await import('geotiff');
    const tiff: GeoTiff = await GeoTIFF.fromSource(sliceReader(source, signal));
    const image = await tiff.getImage(pagePosition);
    // pool null: geotiff decodes here and not in workers of its own
    const result: unknown = await image.readRasters({ interleave: true, pool: null, samples: [0] });
    if (isSamples(result) && result.length === shape[0] * shape[1]) return result;
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof FormatError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new FormatError(
      'tiff',
      `${source.name} cannot be decoded (${method.name}, ${bitsPerSample} bits): ${reason}.`,
      {
        cause,
      },
    );
  }
  throw new FormatError('tiff', `${source.name} holds fewer pixels than its header gives.`);
}

/** The interface of geotiff's sources over ours. geotiff reads past the end of short files, so slices are cut there. */
function sliceReader(source: ByteSource, signal: AbortSignal | undefined) {
  const fetchSlice = async ({ offset, length }: { offset: number; length: number }) => {
    const available = Math.max(0, Math.min(length, source.size - offset));
    const bytes = await source.read(Math.min(offset, source.size), available, signal);
    return { offset, length: available, data: bytes.slice().buffer };
  };
  return {
    fetch: (slices: { offset: number; length: number }[]) =>
      Promise.all(slices.map(async (slice) => (await fetchSlice(slice)).data)),
    fetchSlice,
    fileSize: source.size,
    close: () => Promise.resolve(),
  };
}

function isSamples(value: unknown): value is Samples {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}
