import { findCalibrant } from '../../src-shared/calibrant/calibrant-catalogue.ts';
import type { Calibrant } from '../../src-shared/calibrant/calibrant.ts';
import { ringsOf } from '../../src-shared/calibrant/rings-of.ts';
import { beamFrameOf } from '../../src-shared/calibration/beam-frame.ts';
import { geometryFromFit2d, type Fit2dGeometry } from '../../src-shared/geometry/fit2d-geometry.ts';
import type { Calibration, Detector } from '../../src-shared/model/schema-types.generated.ts';
import { createRandom } from '../../src-shared/simulation/random.ts';
import { relativeIntensity } from '../../src-shared/simulation/ring-profile.ts';
import type { SimulationOptions } from '../../src-shared/simulation/simulate-calibrant-image.ts';

/** Each case is mainly about one of these; they come in turn. */
export const STUDY_TAGS = [
  'clean',
  'noisy',
  'weak',
  'spotty',
  'textured',
  'tilt',
  'off-centre',
  'centre-off-detector',
  'gaps',
  'beamstop',
  'single-crystal',
  'many-lines',
  'few-rings',
  'small-angle',
  'non-square',
  'back-scattering',
  'spotty-tilt',
  'halo',
  'wrong-calibrant',
  'wrong-wavelength',
  'no-rings',
  'wrong-pixel-size',
] as const;
export type StudyTag = (typeof STUDY_TAGS)[number];

/**
 * solvable: the right geometry, called good. absorbed: an input is wrong and another parameter takes it up; what counts
 * is where the rings come to lie. bad: nothing right can come out. doubtful: an input is wrong, and must not come out
 * good unless rings lie right all the same.
 */
export type Expectation = 'solvable' | 'absorbed' | 'bad' | 'doubtful';

export interface StudyCase {
  readonly number: number;
  readonly tag: StudyTag;
  /** Others that apply as well */
  readonly also: readonly StudyTag[];
  readonly expected: Expectation;
  readonly simulation: SimulationOptions;
  /** What the calibration is told. */
  readonly told: { readonly calibrant: Calibrant; readonly wavelength: number; readonly detector: Detector };
}

/** Random numbers in the forms that cases need. */
function createDice(seed: number) {
  const random = createRandom(seed);
  for (let n = 0; n < 8; n++) random.next();
  const between = (low: number, high: number): number => low + (high - low) * random.next();
  return {
    between,
    logBetween: (low: number, high: number): number => low * (high / low) ** random.next(),
    integer: (low: number, high: number): number => Math.floor(between(low, high + 1)),
    oneOf: <T>(values: readonly [T, ...T[]]): T => values[Math.floor(random.next() * values.length)] ?? values[0],
    happens: (chance: number): boolean => random.next() < chance,
  };
}
type Dice = ReturnType<typeof createDice>;

const CUBIC = ['CeO2', 'LaB6', 'Si', 'Ni', 'Au', 'NaCl', 'W', 'MgO', 'Ag'] as const;
const MANY = ['Cr2O3', 'alpha_Al2O3', 'TiO2', 'ZnO', 'quartz', 'Y2O3'] as const;
/** Calibrants with another pattern of rings, not only another size of the cell. */
const STRANGERS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  CeO2: ['Si', 'LaB6', 'W', 'alpha_Al2O3'],
  Si: ['CeO2', 'LaB6', 'W'],
  LaB6: ['Si', 'CeO2', 'quartz'],
  W: ['CeO2', 'Si'],
  Ni: ['LaB6', 'Si', 'W'],
};
const FIRST_SEED_FACTOR = 7919;

/** The case with this number; the same for the same seed. */
export function randomCase(number: number, seed: number): StudyCase {
  const dice = createDice(seed * FIRST_SEED_FACTOR + number);
  const tag = STUDY_TAGS[number % STUDY_TAGS.length] ?? 'clean';
  const also: StudyTag[] = [];
  const sample = calibrantOf(sampleOf(tag, dice));
  const detector = detectorOf(tag, dice);
  const shape = detector.shape ?? [900, 900];
  const wavelength = wavelengthOf(tag, sample, dice);
  const size = Math.max(shape[0] * detector.pixel1, shape[1] * detector.pixel2);
  const geometry = geometryFromFit2d(
    placementOf(tag, also, { shape, size, sample, wavelength }, dice),
    detector.pixel1,
    detector.pixel2,
  );
  const calibration: Calibration = { geometry: { ...geometry, rot3: 0, wavelength }, detector };
  return {
    number,
    tag,
    also,
    simulation: {
      calibration,
      calibrant: sample,
      seed: number + 1,
      ...brightened(exposureOf(tag, also, dice), sample, calibration),
    },
    ...toldOf(tag, { sample, wavelength, detector, geometry }, dice),
  };
}

function calibrantOf(name: string): Calibrant {
  const calibrant = findCalibrant(name);
  if (!calibrant) throw new RangeError(`no calibrant ${name}`);
  return calibrant;
}

function sampleOf(tag: StudyTag, dice: Dice): string {
  if (tag === 'many-lines') return dice.oneOf(MANY);
  if (tag === 'small-angle') return dice.oneOf(['AgBh', 'AgBh', 'C14H30O']);
  if (tag === 'back-scattering') return dice.oneOf(['Si', 'LaB6', 'CeO2', 'W']);
  if (tag === 'wrong-calibrant') return dice.oneOf(['CeO2', 'Si', 'LaB6', 'W', 'Ni']);
  if (tag === 'wrong-wavelength') return dice.oneOf(['CeO2', 'LaB6', 'Si', 'AgBh']);
  return dice.happens(0.15) ? dice.oneOf(MANY) : dice.oneOf(CUBIC);
}

function detectorOf(tag: StudyTag, dice: Dice): Detector {
  const custom = (rows: number, columns: number, pixel1: number, pixel2 = pixel1): Detector => ({
    name: 'Detector',
    shape: [rows, columns],
    pixel1,
    pixel2,
    orientation: 3,
  });
  const side = dice.integer(700, 1100);
  const pixel = dice.oneOf([75e-6, 100e-6, 150e-6, 172e-6, 200e-6]);
  const ratio = dice.logBetween(1.3, 2.2);
  if (tag === 'non-square')
    return dice.happens(0.5)
      ? custom(side, Math.round(side * 0.8), pixel, pixel * ratio)
      : custom(Math.round(side * 0.8), side, pixel * ratio, pixel);
  if (tag === 'gaps' || (tag !== 'clean' && dice.happens(0.25))) {
    const known = dice.oneOf<readonly [string, number, number, number]>([
      ['Pilatus1M', 1043, 981, 172e-6],
      ['Pilatus300k', 619, 487, 172e-6],
      ['Eiger1M', 1065, 1030, 75e-6],
    ]);
    return { ...custom(known[1], known[2], known[3]), name: known[0] };
  }
  return custom(side, dice.integer(700, 1100), pixel);
}

function wavelengthOf(tag: StudyTag, sample: Calibrant, dice: Dice): number {
  if (sample.id === 'AgBh' || sample.id === 'C14H30O') return dice.logBetween(0.7e-10, 1.6e-10);
  if (tag === 'back-scattering') return dice.logBetween(0.5e-10, 0.9e-10);
  return dice.logBetween(0.16e-10, 0.75e-10);
}

interface Scene {
  readonly shape: readonly [number, number];
  /** m, larger side */
  readonly size: number;
  readonly sample: Calibrant;
  readonly wavelength: number;
}

function placementOf(tag: StudyTag, also: StudyTag[], { shape, size, sample, wavelength }: Scene, dice: Dice) {
  const [rows, columns] = shape;
  let centreX = columns * dice.between(0.42, 0.58);
  let centreY = rows * dice.between(0.42, 0.58);
  const isOff = tag === 'centre-off-detector' || (tag === 'gaps' && dice.happens(0.2));
  if (tag === 'off-centre' || (!isOff && tag !== 'clean' && dice.happens(0.15))) {
    centreX = columns * dice.oneOf([dice.between(0.03, 0.25), dice.between(0.75, 0.97)]);
    centreY = rows * dice.between(0.05, 0.95);
    if (tag !== 'off-centre') also.push('off-centre');
  } else if (isOff) {
    const beyond = dice.between(0.03, 0.35);
    centreX = dice.happens(0.5) ? -beyond * columns : (1 + beyond) * columns;
    centreY = rows * dice.between(0.2, 0.8);
    if (tag !== 'centre-off-detector') also.push('centre-off-detector');
  }
  let tiltDeg = dice.between(0, 4);
  if (tag === 'tilt') tiltDeg = dice.between(12, 45);
  else if (tag === 'spotty-tilt') tiltDeg = dice.between(10, 32);
  else if (tag !== 'clean' && dice.happens(0.2)) {
    tiltDeg = dice.between(4, 14);
    also.push('tilt');
  }
  // The rim sees this ring, counted from the first.
  const rings = ringsOf(sample, wavelength).filter(({ twoTheta }) => twoTheta < 1.1);
  const wanted = tag === 'few-rings' ? dice.integer(2, 3) : wantedRings(tag, dice);
  const outer = rings[Math.min(wanted, rings.length - 1)];
  const inner = rings[Math.min(wanted, rings.length - 1) - 1];
  const angle = outer && inner ? 0.5 * (outer.twoTheta + inner.twoTheta) : 0.4;
  const reach = tag === 'few-rings' ? 0.5 * size : size * dice.between(0.5, 0.65);
  const distance = tag === 'back-scattering' ? -size * dice.between(0.5, 1.1) : reach / Math.tan(angle);
  return {
    directDistanceMm: distance * 1e3,
    centreX,
    centreY,
    tiltDeg: tag === 'back-scattering' ? Math.min(tiltDeg, 6) : tiltDeg,
    tiltPlaneDeg: dice.between(-180, 180),
  } satisfies Fit2dGeometry;
}

function wantedRings(tag: StudyTag, dice: Dice): number {
  if (tag === 'small-angle') return dice.integer(4, 12);
  if (tag === 'many-lines') return dice.integer(10, 45);
  if (tag === 'wrong-wavelength') return dice.integer(8, 25);
  return dice.integer(5, 22);
}

type Exposure = Partial<SimulationOptions>;

function exposureOf(tag: StudyTag, also: StudyTag[], dice: Dice): Exposure {
  const isMixed = tag !== 'clean';
  const has = (name: StudyTag, chance: number): boolean => {
    if (tag === name) return true;
    const does = isMixed && dice.happens(chance);
    if (does) also.push(name);
    return does;
  };
  const sampleType = dice.oneOf(['int32', 'uint16', 'uint32'] as const);
  let peakCounts = dice.logBetween(600, 12_000);
  let background = peakCounts * dice.logBetween(0.01, 0.15);
  if (tag === 'weak') {
    background = dice.between(100, 800);
    peakCounts = background * dice.between(0.12, 0.4);
  } else if (tag === 'no-rings') {
    background = dice.logBetween(20, 500);
    peakCounts = 1e-3;
  } else if (has('noisy', 0.12)) {
    peakCounts = dice.logBetween(25, 120);
    background = peakCounts * dice.between(0.1, 0.5);
  }
  const spotty = tag === 'spotty' || tag === 'spotty-tilt';
  const grains = spotty
    ? {
        spottiness: dice.between(0.75, 1),
        grainsPerRing: Math.round(dice.logBetween(40, 300)),
        spotWidthDeg: dice.between(0.25, 1),
        texture: 0,
      }
    : has('textured', 0.1)
      ? { spottiness: 0, grainsPerRing: 0, spotWidthDeg: 1, texture: dice.between(0.6, 1) }
      : null;
  const reference = tag === 'no-rings' ? background : peakCounts;
  return {
    sampleType,
    peakCounts,
    background,
    width: { value: dice.logBetween(1.6, 6), unit: 'px' },
    lorentzFraction: dice.happens(0.4) ? dice.between(0, 0.6) : 0,
    polarizationFactor: dice.oneOf([0.99, 0.9, 0]),
    hotPixels: dice.integer(0, 60),
    deadPixels: dice.integer(0, 60),
    grains,
    beamstop: has('beamstop', 0.3)
      ? { radius: dice.between(8, 60), armWidth: dice.between(0, 24), armAngleDeg: dice.between(-180, 180) }
      : null,
    crystalSpots: has('single-crystal', tag === 'no-rings' ? 0.6 : 0.1)
      ? { count: dice.integer(20, 250), counts: [0.3 * reference, 30 * reference], sigma: [0.7, 2.2] }
      : null,
    halo: has('halo', tag === 'no-rings' ? 0.5 : 0.1)
      ? { twoThetaDeg: dice.between(3, 15), widthDeg: dice.between(2, 8), counts: reference * dice.between(0.05, 0.3) }
      : null,
  };
}

/** Counts are those of the strongest line; upstream the strong ones pass by, so the beam is on for longer. */
function brightened(exposure: Exposure, sample: Calibrant, { geometry, detector }: Calibration): Exposure {
  const { k, c1, c2 } = beamFrameOf(geometry);
  if (k > 0) return exposure;
  const [rows, columns] = detector.shape ?? [0, 0];
  const reach = Math.hypot(Math.max(c1, rows * detector.pixel1 - c1), Math.max(c2, columns * detector.pixel2 - c2));
  const rings = ringsOf(sample, geometry.wavelength ?? NaN);
  const seen = rings.filter(({ twoTheta }) => twoTheta > Math.PI - Math.atan(reach / -k));
  const strongest = (some: typeof rings): number => Math.max(...some.map(relativeIntensity));
  const factor = seen.length > 0 ? strongest(rings) / strongest(seen) : 1;
  return { ...exposure, peakCounts: (exposure.peakCounts ?? 1000) * factor, hotPixels: 0 };
}

interface Truth {
  readonly sample: Calibrant;
  readonly wavelength: number;
  readonly detector: Detector;
  readonly geometry: Calibration['geometry'];
}

function toldOf(
  tag: StudyTag,
  { sample, wavelength, detector }: Truth,
  dice: Dice,
): Pick<StudyCase, 'told' | 'expected'> {
  const told = { calibrant: sample, wavelength, detector };
  if (tag === 'no-rings') return { told, expected: 'bad' };
  if (tag === 'wrong-calibrant')
    return { told: { ...told, calibrant: calibrantOf(dice.oneOf(STRANGERS[sample.id] ?? ['LaB6'])) }, expected: 'bad' };
  if (tag === 'wrong-wavelength')
    return { told: { ...told, wavelength: wavelength * dice.oneOf([0.98, 1.02]) }, expected: 'doubtful' };
  if (tag === 'wrong-pixel-size') {
    const factor = dice.logBetween(0.6, 1.7);
    const pixels = { pixel1: detector.pixel1 * factor, pixel2: detector.pixel2 * factor };
    return { told: { ...told, detector: { ...detector, ...pixels } }, expected: 'absorbed' };
  }
  return { told, expected: 'solvable' };
}
