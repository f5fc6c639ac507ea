import { sampleType, type SampleType } from '../model/detector-image.ts';
import { formatDectrisHeader } from './dectris-header.ts';
import { checkWritable, latin1Bytes, withSamples, type ImageWriter, type WritableImage } from './image-writer.ts';
import { TAG } from './tiff-directory.ts';

const [SHORT, LONG, ASCII] = [3, 4, 2];
const ALIGNMENT = 16;

/** Uncompressed TIFF, one strip, any sample type; metadata as header text in the manner of Dectris. */
export const tiffWriter: ImageWriter = {
  id: 'tiff',
  label: 'TIFF image',
  suffixes: ['.tif', '.tiff', '.mask'], // Dioptas calls a TIFF of zeros and ones .mask
  write: writeTiff,
};

export function writeTiff(image: WritableImage): Uint8Array {
  checkWritable('tiff', image);
  const { samples, shape, metadata } = image;
  const description = formatDectrisHeader(metadata);
  const text = description === '' ? undefined : latin1Bytes(`${description}\0`);
  const entries: [tag: number, type: number, count: number, value: number][] = [
    [TAG.imageWidth, LONG, 1, shape[1]],
    [TAG.imageLength, LONG, 1, shape[0]],
    [TAG.bitsPerSample, SHORT, 1, samples.BYTES_PER_ELEMENT * 8],
    [TAG.compression, SHORT, 1, 1],
    [TAG.photometricInterpretation, SHORT, 1, 1], // black is zero
    [TAG.imageDescription, ASCII, text?.length ?? 0, 0],
    [TAG.stripOffsets, LONG, 1, 0],
    [TAG.samplesPerPixel, SHORT, 1, 1],
    [TAG.rowsPerStrip, LONG, 1, shape[0]],
    [TAG.stripByteCounts, LONG, 1, samples.byteLength],
    [TAG.sampleFormat, SHORT, 1, SAMPLE_FORMATS[sampleType(samples)]],
  ];
  const used = entries.filter(([tag]) => tag !== TAG.imageDescription || text);
  const textAt = 8 + 2 + 12 * used.length + 4;
  const header = new Uint8Array(Math.ceil((textAt + (text?.length ?? 0)) / ALIGNMENT) * ALIGNMENT);
  const view = new DataView(header.buffer);
  header.set([0x49, 0x49, 42, 0]);
  view.setUint32(4, 8, true);
  view.setUint16(8, used.length, true);
  used.forEach(([tag, type, count, value], i) => {
    const at = 10 + 12 * i;
    view.setUint16(at, tag, true);
    view.setUint16(at + 2, type, true);
    view.setUint32(at + 4, count, true);
    if (tag === TAG.stripOffsets) view.setUint32(at + 8, header.length, true);
    else if (type === ASCII) view.setUint32(at + 8, textAt, true);
    else if (type === SHORT) view.setUint16(at + 8, value, true);
    else view.setUint32(at + 8, value, true);
  });
  if (text) header.set(text, textAt);
  return withSamples(header, samples);
}

const SAMPLE_FORMATS: Readonly<Record<SampleType, number>> = {
  uint8: 1,
  uint16: 1,
  uint32: 1,
  int8: 2,
  int16: 2,
  int32: 2,
  float32: 3,
  float64: 3,
};
