/** `[slow, fast]`: rows, columns. */
export type Shape = readonly [slow: number, fast: number];

export type Samples =
  Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float32Array | Float64Array;

export type SampleType = 'uint8' | 'int8' | 'uint16' | 'int16' | 'uint32' | 'int32' | 'float32' | 'float64';

/** What a file says about itself. SI units. Absent means that the file does not say. */
export interface ImageMetadata {
  /** m */
  readonly wavelength?: number;
  /** m */
  readonly distance?: number;
  /** s */
  readonly exposureTime?: number;
  /** m, slow axis */
  readonly pixel1?: number;
  /** m, fast axis */
  readonly pixel2?: number;
  /** px, column then row, corner origin: pixel (0, 0) spans 0–1 */
  readonly beamCentre?: readonly [x: number, y: number];
  readonly detector?: string;
  /** As found in the file. */
  readonly time?: string;
  /** Value that the format or detector gives to pixels without a measurement (e.g. the maximum of the type). */
  readonly maskedValue?: number;
  readonly motors?: Readonly<Record<string, number>>;
  /** Every header entry as text, in file order. */
  readonly header: Readonly<Record<string, string>>;
}

/** One frame as stored: row 0 first, no flip applied. `samples` has shape[0] · shape[1] entries. */
export interface DetectorImage {
  readonly samples: Samples;
  readonly shape: Shape;
  /** Pixels that the file itself marks as unusable, non-zero = ignored; absent: none. */
  readonly mask?: Uint8Array;
  readonly metadata: ImageMetadata;
}

const SAMPLE_TYPES = new Map<string, SampleType>([
  ['Uint8Array', 'uint8'],
  ['Int8Array', 'int8'],
  ['Uint16Array', 'uint16'],
  ['Int16Array', 'int16'],
  ['Uint32Array', 'uint32'],
  ['Int32Array', 'int32'],
  ['Float32Array', 'float32'],
  ['Float64Array', 'float64'],
]);

/** @throws RangeError  if `samples` is not one of the sample arrays */
export function sampleType(samples: Samples): SampleType {
  const type = SAMPLE_TYPES.get(samples.constructor.name);
  if (!type) throw new RangeError(`${samples.constructor.name} is not an array of samples`);
  return type;
}

export function isSameShape(a: Shape, b: Shape): boolean {
  return a[0] === b[0] && a[1] === b[1];
}

/** "1043 × 981": rows × columns, as numpy prints a shape. */
export function formatShape(shape: Shape): string {
  return `${shape[0]} × ${shape[1]}`;
}
