import { findDetector, type CatalogueDetector } from '../detector/detector-catalogue.ts';
import { detectorOf } from '../detector/detector-of.ts';
import { FormatError } from '../model/app-error.ts';
import type { Detector } from '../model/schema-types.generated.ts';
import { isAbsent, nestedEntries, optionalNumber, PONI_ID, type PoniEntries } from './poni-entries.ts';

/** The detector of a version 1 file. */
export function detectorOfVersion1(entries: PoniEntries, warnings: string[]): Detector {
  const name = nameOf(entries.get('detector'));
  const spline = entries.get('splinefile');
  if (!isAbsent(spline)) warnings.push(splineWarning(String(spline)));
  const pixel1 = optionalNumber(entries, 'pixelsize1', 'PixelSize1');
  const pixel2 = optionalNumber(entries, 'pixelsize2', 'PixelSize2');
  return buildDetector({ name, pixel1, pixel2, shape: undefined, orientation: 3 }, warnings);
}

/** The detector of a file of version 2 or later. */
export function detectorOfVersion2(entries: PoniEntries, warnings: string[]): Detector {
  const config = nestedEntries(entries.get('detector_config'));
  const spline = config.get('splinefile');
  if (!isAbsent(spline)) warnings.push(splineWarning(String(spline)));
  const shape = config.get('max_shape');
  const detector = buildDetector(
    {
      name: nameOf(entries.get('detector')),
      pixel1: optionalNumber(config, 'pixel1', 'pixel1 in Detector_config') ?? optionalNumber(config, 'pixel'),
      pixel2: optionalNumber(config, 'pixel2', 'pixel2 in Detector_config') ?? optionalNumber(config, 'pixel'),
      shape: isAbsent(shape) ? undefined : shapeOf(shape),
      orientation: orientationOf(config.get('orientation')),
    },
    warnings,
  );
  const sensor = sensorOf(config.get('sensor'));
  return sensor ? { ...detector, sensor } : detector;
}

function nameOf(value: unknown): string {
  const name = isAbsent(value) ? 'Detector' : String(value).trim();
  return /^detector$/i.test(name) ? 'Detector' : name;
}

function shapeOf(value: unknown): [number, number] {
  if (Array.isArray(value) && value.length === 2 && value.every((side) => Number.isInteger(side) && side > 0))
    return [value[0] as number, value[1] as number];
  throw new FormatError(
    PONI_ID,
    `max_shape in this .poni file is ${JSON.stringify(value)}: two positive integers were expected.`,
  );
}

function orientationOf(value: unknown): Detector['orientation'] {
  const orientation = isAbsent(value) || value === 0 ? 3 : value;
  if (orientation === 1 || orientation === 2 || orientation === 3 || orientation === 4) return orientation;
  throw new FormatError(
    PONI_ID,
    `orientation in this .poni file is ${JSON.stringify(value)}: 1, 2, 3 or 4 was expected.`,
  );
}

function sensorOf(value: unknown): Detector['sensor'] | null {
  if (isAbsent(value) || typeof value !== 'object') return null;
  const { material, thickness } = value as { material?: unknown; thickness?: unknown };
  return typeof material === 'string' && typeof thickness === 'number' && thickness > 0
    ? { material, thickness }
    : null;
}

const splineWarning = (name: string): string =>
  `The file refers to a distortion file (${name}), which is not applied: pixels are taken as equal squares.`;

interface Described {
  readonly name: string;
  readonly pixel1: number | undefined;
  readonly pixel2: number | undefined;
  readonly shape: [number, number] | undefined;
  readonly orientation: Detector['orientation'];
}

function buildDetector({ name, pixel1, pixel2, shape, orientation }: Described, warnings: string[]): Detector {
  const entry = findDetector(name);
  if (entry) {
    if (entry.remark) warnings.push(entry.remark);
    return fromCatalogue(entry, pixel1, pixel2, shape, orientation);
  }
  if (pixel1 === undefined || pixel2 === undefined)
    throw new FormatError(
      PONI_ID,
      name === 'Detector'
        ? 'The pixel size is missing in this .poni file: add pixel1 and pixel2 to its Detector_config, in metres.'
        : `This .poni file names the detector "${name}" without its pixel size, and the catalogue does not know it: ` +
            'add pixel1 and pixel2 to its Detector_config, in metres.',
    );
  if (name !== 'Detector')
    warnings.push(`The detector "${name}" is not in the catalogue: it is used with the pixel size of the file.`);
  return { name, ...(shape && { shape }), pixel1, pixel2, orientation };
}

/** A catalogue detector, binned as its pixel size says, or cut as its shape says. */
function fromCatalogue(
  entry: CatalogueDetector,
  pixel1: number | undefined,
  pixel2: number | undefined,
  shape: [number, number] | undefined,
  orientation: Detector['orientation'],
): Detector {
  const usual = detectorOf(entry);
  const [size1, size2] = [pixel1 ?? usual.pixel1, pixel2 ?? usual.pixel2];
  const isNative = shape?.[0] === entry.nativeShape[0] && shape[1] === entry.nativeShape[1];
  // max_shape counts native pixels; another value than the catalogue's means a detector of another size.
  const native = shape && !isNative ? shape : entry.nativeShape;
  const sides = [native[0] / Math.round(size1 / entry.nativePixel), native[1] / Math.round(size2 / entry.nativePixel)];
  const [rows, columns] = sides.map(Math.floor);
  return {
    name: entry.name,
    ...(rows && columns && Number.isFinite(rows * columns) ? { shape: [rows, columns] as [number, number] } : {}),
    pixel1: size1,
    pixel2: size2,
    orientation,
  };
}

/** How a .poni file names a detector. */
export interface PoniDetector {
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/**
 * Name and configuration from which pyFAI builds the same pixels. A detector that pyFAI does not know, or not with this
 * binning, becomes a "Detector" with pixel size and shape. A sensor is left out: versions 2 and 2.1 have none.
 */
export function poniDetector(detector: Detector): PoniDetector {
  const { name, config } = withoutOrientation(detector);
  return { name, config: detector.orientation === 3 ? config : { ...config, orientation: detector.orientation } };
}

function withoutOrientation({ name, shape, pixel1, pixel2 }: Detector): PoniDetector {
  const generic = { name: 'Detector', config: { pixel1, pixel2, max_shape: shape ?? null } };
  const entry = findDetector(name);
  if (!entry) return generic;
  const isNativePixel = pixel1 === entry.nativePixel && pixel2 === entry.nativePixel;
  const isNativeShape = !shape || (shape[0] === entry.nativeShape[0] && shape[1] === entry.nativeShape[1]);
  switch (entry.poniConfig) {
    case 'generic':
      return generic;
    case 'name':
      if (!isNativePixel) return generic;
      return { name: entry.name, config: isNativeShape ? {} : { max_shape: shape } };
    case 'pixels-and-shape':
      if (!isNativePixel) return generic;
      return { name: entry.name, config: { pixel1, pixel2, max_shape: shape ?? entry.nativeShape } };
    case 'pixels':
    case 'pixels-default': {
      if (entry.poniConfig === 'pixels-default' && pixel1 !== detectorOf(entry).pixel1) return generic;
      // pyFAI derives the shape from the pixel size; another shape has to be spelt out.
      const derived = fromCatalogue(entry, pixel1, pixel2, undefined, 3).shape;
      const isDerived = !shape || (derived?.[0] === shape[0] && derived[1] === shape[1]);
      return isDerived ? { name: entry.name, config: { pixel1, pixel2 } } : generic;
    }
  }
}
