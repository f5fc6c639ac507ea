import type { Calibrant } from '../calibrant/calibrant.ts';
import { ringsOf } from '../calibrant/rings-of.ts';
import { detectorMask } from '../detector/detector-mask.ts';
import { directDistance } from '../geometry/beam-centre.ts';
import { scatteringAt } from '../geometry/scattering-at.ts';
import { validateCalibration } from '../geometry/validate-calibration.ts';
import { AppError } from '../model/app-error.ts';
import type { DetectorImage, Shape } from '../model/detector-image.ts';
import type { Calibration } from '../model/schema-types.generated.ts';
import { beamstopShadow, type Beamstop } from './beamstop.ts';
import { addCrystalSpots, type CrystalSpotOptions } from './crystal-spots.ts';
import { expectedCounts } from './expected-counts.ts';
import { poisson } from './poisson.ts';
import { createRandom, type Random } from './random.ts';
import { ringModulation, type GrainOptions } from './ring-modulation.ts';
import { relativeIntensity, ringProfile, type Halo, type SimulatedRing } from './ring-profile.ts';

export interface SimulationOptions {
  /** The truth. Its geometry must have a wavelength. */
  readonly calibration: Calibration;
  readonly calibrant: Calibrant;
  /** Of the image; absent: the detector's */
  readonly shape?: Shape;
  /** Absent: 1. The same options and seed give the same bytes. */
  readonly seed?: number;
  /** Absent: int32 */
  readonly sampleType?: 'uint16' | 'uint32' | 'int32' | 'float32';
  /** Full width of the rings at half maximum; absent: 3 px */
  readonly width?: { readonly value: number; readonly unit: 'px' | 'deg' };
  /** 0: Gaussian (absent), 1: Lorentzian, between: pseudo-Voigt */
  readonly lorentzFraction?: number;
  /** Counts above background at the maximum of the strongest ring; absent: 5000 */
  readonly peakCounts?: number;
  /** Counts near the beam, falling to a fifth at the rim; absent: 50 */
  readonly background?: number;
  /** Poisson noise; absent: true. Without it integer samples are rounded. */
  readonly noise?: boolean;
  /** Absent: true */
  readonly solidAngle?: boolean;
  /** (Ih − Iv) / (Ih + Iv); null: no polarization effect; absent: 0.99 */
  readonly polarizationFactor?: number | null;
  /** Gaps that the catalogue knows carry the value of a masked pixel; absent: true */
  readonly gaps?: boolean;
  /** null, absent: none */
  readonly beamstop?: Beamstop | null;
  /** Number of pixels that count far too much; absent: 0 */
  readonly hotPixels?: number;
  /** Number of pixels that do not count; absent: 0 */
  readonly deadPixels?: number;
  /** null, absent: a fine powder without texture */
  readonly grains?: GrainOptions | null;
  /** null, absent: none */
  readonly crystalSpots?: CrystalSpotOptions | null;
  /** A broad ring of something that is no crystal; null, absent: none */
  readonly halo?: Halo | null;
}

export interface SimulatedImage {
  readonly image: DetectorImage;
  /** Every ring that the image can show, by ring number. */
  readonly rings: readonly SimulatedRing[];
  /** Pixels that carry no scattering of the calibrant: gaps, beamstop, hot and dead pixels; 1 = such. */
  readonly unusable: Uint8Array;
}

type SampleTypeName = NonNullable<SimulationOptions['sampleType']>;

const ARRAYS = { uint16: Uint16Array, uint32: Uint32Array, int32: Int32Array, float32: Float32Array };
const LARGEST = { uint16: 0xffff, uint32: 0xffffffff, int32: 0x7fffffff, float32: 3.4e38 };
/** Larger images are refused rather than tried: 100 M pixels take 1 GB. */
const MAX_PIXELS = 100_000_000;
const MAX_RINGS = 65_535;

/**
 * An image of a calibrant with known truth.
 *
 * Pixels of gaps read −1 and dead ones −2 where the samples are signed, as on a Pilatus; where they are unsigned both
 * read the maximum of the type, as on an Eiger, and are named as the masked value.
 *
 * @throws AppError  'calibration' if the calibration cannot be used or has no wavelength or shape, or shows no ring
 */
export function simulateCalibrantImage(options: SimulationOptions): SimulatedImage {
  const { calibration, sampleType = 'int32' } = options;
  validateCalibration(calibration);
  const shape = shapeOf(options);
  const random = createRandom(options.seed ?? 1);
  const maxTwoTheta = largestTwoTheta(calibration, shape);
  const rings = simulatedRings(options, maxTwoTheta);
  const narrowest = Math.min(...rings.map((ring) => ring.fwhm / pixelAngle(calibration, ring.twoTheta)));
  const counts = expectedCounts({
    calibration,
    shape,
    profile: ringProfile(rings, maxTwoTheta, options.lorentzFraction ?? 0, options.background ?? 50, options.halo),
    modulation: options.grains ? ringModulation(rings.length, options.grains, random) : null,
    // The midpoint rule is off by 1 % of the peak when a ring is half as wide as the distance of the points times 3.
    subdivision: narrowest < 1.5 ? 6 : 3,
    solidAngle: options.solidAngle ?? true,
    polarizationFactor: options.polarizationFactor === undefined ? 0.99 : options.polarizationFactor,
  });
  if (options.crystalSpots) addCrystalSpots(counts, shape, options.crystalSpots, random);
  const unusable = new Uint8Array(counts.length);
  if (options.beamstop) {
    const shadow = beamstopShadow(calibration, shape, options.beamstop);
    for (let k = 0; k < counts.length; k++)
      if (shadow[k]) {
        counts[k] = 0;
        unusable[k] = 1;
      }
  }
  const samples = new ARRAYS[sampleType](counts.length);
  const largest = LARGEST[sampleType];
  const isUnsigned = sampleType === 'uint16' || sampleType === 'uint32';
  const ceiling = isUnsigned ? largest - 1 : largest; // the maximum itself means "masked"
  const noise = options.noise ?? true;
  for (let k = 0; k < counts.length; k++) {
    const value = noise ? poisson(counts[k]!, random) : sampleType === 'float32' ? counts[k]! : Math.round(counts[k]!);
    samples[k] = Math.min(value, ceiling);
  }
  const mask = addDefects(options, shape, samples, unusable, random);
  return { image: imageOf(options, shape, samples, mask, isUnsigned ? largest : undefined), rings, unusable };
}

function shapeOf({ shape, calibration }: SimulationOptions): Shape {
  const found = shape ?? calibration.detector.shape;
  if (!found)
    throw new AppError('calibration', 'The detector has no shape: give the rows and columns of the image to simulate.');
  if (!(Number.isInteger(found[0]) && Number.isInteger(found[1]) && found[0] > 0 && found[1] > 0))
    throw new AppError('calibration', `An image of ${found[0]} × ${found[1]} pixels cannot be simulated.`);
  if (found[0] * found[1] > MAX_PIXELS)
    throw new AppError(
      'calibration',
      `An image of ${found[0]} × ${found[1]} pixels is too large to be simulated: up to ${MAX_PIXELS} pixels are.`,
    );
  return found;
}

/** 2θ grows outwards as long as it stays below 90°: then a corner of the image has the largest. */
function largestTwoTheta(calibration: Calibration, shape: Shape): number {
  const corners = [0, shape[1]].flatMap((x) =>
    [0, shape[0]].map((y) => scatteringAt(calibration, shape, x, y).twoTheta),
  );
  const largest = Math.max(...corners);
  return largest < Math.PI / 2 ? largest : Math.PI;
}

/** The angle that one pixel covers along the radius of a ring, on a detector without tilt, rad. */
function pixelAngle({ geometry, detector }: Calibration, twoTheta: number): number {
  const cosine2 = Math.max(0.01, Math.cos(twoTheta) ** 2);
  return (Math.sqrt(detector.pixel1 * detector.pixel2) * cosine2) / Math.abs(directDistance(geometry));
}

function simulatedRings(options: SimulationOptions, maxTwoTheta: number): SimulatedRing[] {
  const { calibration, calibrant, width = { value: 3, unit: 'px' }, peakCounts = 5000 } = options;
  const { wavelength } = calibration.geometry;
  if (wavelength === undefined)
    throw new AppError('calibration', 'The calibration has no wavelength, so there is no saying where rings lie.');
  if (!(width.value > 0 && width.value < Infinity))
    throw new AppError('usage', `The width of the rings is ${width.value}: a positive number was expected.`);
  const rings = ringsOf(calibrant, wavelength, maxTwoTheta).slice(0, MAX_RINGS);
  if (rings.length === 0)
    throw new AppError(
      'calibration',
      `No ring of ${calibrant.label} reaches the detector at this wavelength and distance.`,
    );
  const strongest = Math.max(...rings.map(relativeIntensity));
  return rings.map((ring) => ({
    ...ring,
    peak: (peakCounts * relativeIntensity(ring)) / strongest,
    fwhm: width.unit === 'deg' ? (width.value * Math.PI) / 180 : width.value * pixelAngle(calibration, ring.twoTheta),
  }));
}

/** Gaps, dead and hot pixels; returns those that the file itself marks as unusable. */
function addDefects(
  options: SimulationOptions,
  shape: Shape,
  samples: DetectorImage['samples'],
  unusable: Uint8Array,
  random: Random,
): Uint8Array | null {
  const { sampleType = 'int32', deadPixels = 0, hotPixels = 0, peakCounts = 5000 } = options;
  const [gapValue, deadValue] = maskedValues(sampleType);
  const gaps = (options.gaps ?? true) ? detectorMask(options.calibration.detector, shape) : null;
  const marked = gaps ?? (deadPixels > 0 ? new Uint8Array(samples.length) : null);
  for (let k = 0; gaps && k < samples.length; k++)
    if (gaps[k]) {
      samples[k] = gapValue;
      unusable[k] = 1;
    }
  const pick = (): number => Math.floor(random.next() * samples.length);
  for (let n = 0; n < hotPixels; n++) {
    const k = pick();
    if (marked?.[k]) continue;
    samples[k] = Math.min(LARGEST[sampleType] - 1, Math.round(peakCounts * (5 + 95 * random.next())));
    unusable[k] = 1;
  }
  for (let n = 0; n < deadPixels; n++) {
    const k = pick();
    if (marked![k]) continue;
    samples[k] = deadValue;
    marked![k] = 1;
    unusable[k] = 1;
  }
  return marked;
}

function maskedValues(sampleType: SampleTypeName): [gap: number, dead: number] {
  const isUnsigned = sampleType === 'uint16' || sampleType === 'uint32';
  return isUnsigned ? [LARGEST[sampleType], LARGEST[sampleType]] : [-1, -2];
}

function imageOf(
  { calibration, calibrant }: SimulationOptions,
  shape: Shape,
  samples: DetectorImage['samples'],
  mask: Uint8Array | null,
  maskedValue: number | undefined,
): DetectorImage {
  const { geometry, detector } = calibration;
  return {
    samples,
    shape,
    ...(mask && { mask }),
    metadata: {
      wavelength: geometry.wavelength!,
      pixel1: detector.pixel1,
      pixel2: detector.pixel2,
      detector: detector.name,
      ...(maskedValue !== undefined && { maskedValue }),
      header: { Calibrant: calibrant.label, Origin: 'simulated' },
    },
  };
}
