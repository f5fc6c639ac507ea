import { sampleType, type SampleType } from '../model/detector-image.ts';
import { checkWritable, latin1Bytes, withSamples, type ImageWriter, type WritableImage } from './image-writer.ts';

const ALIGNMENT = 64;
const DESCRIPTIONS: Readonly<Record<SampleType, string>> = {
  uint8: '|u1',
  int8: '|i1',
  uint16: '<u2',
  int16: '<i2',
  uint32: '<u4',
  int32: '<i4',
  float32: '<f4',
  float64: '<f8',
};

/** NumPy .npy version 1, two axes, C order. It has no place for metadata. */
export const npyWriter: ImageWriter = {
  id: 'npy',
  label: 'NumPy array',
  suffixes: ['.npy'],
  write: writeNpy,
};

export function writeNpy(image: WritableImage): Uint8Array {
  checkWritable('npy', image);
  return withSamples(formatNpyHeader(sampleType(image.samples), image.shape), image.samples);
}

/** Everything before the samples, for arrays with any number of axes: a stack is this header, then frame after frame. */
export function formatNpyHeader(type: SampleType, shape: readonly number[]): Uint8Array {
  const axes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${DESCRIPTIONS[type]}', 'fortran_order': False, 'shape': (${axes}), }`;
  const start = 10; // magic, version, length
  const length = Math.ceil((start + text.length + 1) / ALIGNMENT) * ALIGNMENT;
  const header = latin1Bytes(`\x93NUMPY\x01\x00\0\0${text.padEnd(length - start - 1)}\n`);
  new DataView(header.buffer).setUint16(8, length - start, true);
  return header;
}
