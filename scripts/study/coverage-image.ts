import { findCalibrant } from '../../src-shared/calibrant/calibrant-catalogue.ts';
import { calibrantLines } from '../../src-shared/calibrant/calibrant-lines.ts';
import { beamFrameOf, geometryOf } from '../../src-shared/calibration/beam-frame.ts';
import { prepareCalibrationImage } from '../../src-shared/calibration/calibration-image.ts';
import type { Refinable } from '../../src-shared/calibration/refine-geometry.ts';
import { refineOnImage } from '../../src-shared/calibration/refine-on-image.ts';
import { geometryFromFit2d } from '../../src-shared/geometry/fit2d-geometry.ts';
import { simulateCalibrantImage } from '../../src-shared/simulation/simulate-calibrant-image.ts';

/** Error of each refined parameter in the standard uncertainty given with it. */
export type CoverageResult = Readonly<Partial<Record<Refinable, number>>>;

const PIXEL = 172e-6;
const SHAPE = [619, 487] as const;
const WAVELENGTH = 0.4e-10;
const PARAMETERS = ['dist', 'poni1', 'poni2', 'rot1', 'rot2'] as const;
/** Set-ups in turn, by seed: nearly square to the beam; tilted and weak; few rings. */
const SETUPS = [
  { calibrant: 'CeO2', directDistanceMm: 160, tiltDeg: 2.5, peakCounts: 3000, background: 60, width: 3 },
  { calibrant: 'LaB6', directDistanceMm: 120, tiltDeg: 18, peakCounts: 150, background: 60, width: 4 },
  { calibrant: 'Si', directDistanceMm: 260, tiltDeg: 5, peakCounts: 1500, background: 100, width: 2.2 },
] as const;

/** One image of a set-up; only its noise depends on the number. */
export function runCoverageImage(number: number, seed: number): CoverageResult {
  const setup = SETUPS[seed % SETUPS.length] ?? SETUPS[0];
  const { directDistanceMm, tiltDeg, peakCounts, background } = setup;
  const truth = {
    ...geometryFromFit2d({ directDistanceMm, tiltDeg, tiltPlaneDeg: 35, centreX: 230.4, centreY: 310.7 }, PIXEL, PIXEL),
    rot3: 0,
    wavelength: WAVELENGTH,
  };
  const detector = { name: 'Pilatus300k', pixel1: PIXEL, pixel2: PIXEL, orientation: 3 } as const;
  const calibrant = findCalibrant(setup.calibrant);
  if (!calibrant) throw new RangeError(`no calibrant ${setup.calibrant}`);
  const { image } = simulateCalibrantImage({
    calibration: { geometry: truth, detector },
    calibrant,
    shape: SHAPE,
    seed: 1000 * (seed + 1) + number,
    peakCounts,
    background,
    width: { value: setup.width, unit: 'px' },
    deadPixels: 30,
  });
  const frame = beamFrameOf(truth);
  const start = geometryOf({ ...frame, k: frame.k * 1.003, c1: frame.c1 + 1.5 * PIXEL, c2: frame.c2 - PIXEL });
  const spacings = calibrantLines(calibrant, 0.25).map(({ dSpacing }) => dSpacing);
  const refined = refineOnImage(
    prepareCalibrationImage(image, detector, null),
    { ...start, wavelength: WAVELENGTH },
    spacings,
  );
  if (!refined) return {};
  const { geometry, refinement } = refined;
  return Object.fromEntries(
    PARAMETERS.map((name) => [name, (geometry[name] - truth[name]) / refinement.uncertainties[name]]),
  );
}
