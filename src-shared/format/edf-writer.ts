import { sampleType, type ImageMetadata, type SampleType } from '../model/detector-image.ts';
import { checkWritable, latin1Bytes, withSamples, type ImageWriter, type WritableImage } from './image-writer.ts';

const BLOCK = 512;
const DATA_TYPES: Readonly<Record<SampleType, string>> = {
  uint8: 'UnsignedByte',
  int8: 'SignedByte',
  uint16: 'UnsignedShort',
  int16: 'SignedShort',
  uint32: 'UnsignedInteger',
  int32: 'SignedInteger',
  float32: 'FloatValue',
  float64: 'DoubleValue',
};

/** ESRF Data Format, one frame, any sample type; header entries are kept. */
export const edfWriter: ImageWriter = {
  id: 'edf',
  label: 'ESRF Data Format image',
  suffixes: ['.edf'],
  write: writeEdf,
};

export function writeEdf(image: WritableImage): Uint8Array {
  checkWritable('edf', image);
  const { samples, shape, metadata } = image;
  const entries = new Map<string, string>([
    ['HeaderID', 'EH:000001:000000:000000'],
    ['Image', '1'],
    ['ByteOrder', 'LowByteFirst'],
    ['DataType', DATA_TYPES[sampleType(samples)]],
    ['Dim_1', String(shape[1])],
    ['Dim_2', String(shape[0])],
    ['Size', String(samples.byteLength)],
  ]);
  // Keys that say how the samples lie are ours, whatever the image came from.
  const reserved = new Set(
    [...entries.keys(), 'EDF_DataBlockID', 'EDF_BinarySize', 'EDF_HeaderSize', 'Dim_3', 'Compression'].map(lower),
  );
  for (const [key, value] of [...metadataEntries(metadata ?? {}), ...Object.entries(metadata?.header ?? {})]) {
    const name = key.replace(/[\s=;{}]+/g, '_');
    if (name === '' || reserved.has(lower(name))) continue;
    reserved.add(lower(name));
    entries.set(name, value.replace(/[\r\n]+/g, ' ').replace(/[;{}]/g, ','));
  }
  const text = `{\n${[...entries].map(([key, value]) => `${key} = ${value} ;\n`).join('')}`;
  const length = Math.ceil((text.length + 2) / BLOCK) * BLOCK;
  return withSamples(latin1Bytes(`${text.padEnd(length - 2)}}\n`), samples);
}

/** Keys that ESRF programs read; axis 1 is the fast one. */
function metadataEntries(metadata: Partial<ImageMetadata>): [string, string][] {
  const { wavelength, distance, exposureTime, pixel1, pixel2, beamCentre, time, motors } = metadata;
  const entries: [string, number | string | undefined][] = [
    ['PSize_1', pixel2],
    ['PSize_2', pixel1],
    ['WaveLength', wavelength],
    ['SampleDistance', distance],
    ['Center_1', beamCentre?.[0]],
    ['Center_2', beamCentre?.[1]],
    ['ExposureTime', exposureTime],
    ['time', time],
  ];
  if (motors) {
    const names = Object.keys(motors);
    entries.push(['motor_mne', names.map((name) => name.replace(/\s+/g, '_')).join(' ')]);
    entries.push(['motor_pos', Object.values(motors).join(' ')]);
  }
  return entries.flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)] as [string, string]]));
}

function lower(text: string): string {
  return text.toLowerCase();
}
