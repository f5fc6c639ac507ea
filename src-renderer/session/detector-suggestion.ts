import type { Detector } from '../../src-shared/model/schema-types.generated.ts';
import type { DetectorGuess } from '../../src-shared/rpc/contract.ts';
import type { CalibrationInUse } from './session-document.ts';

/** What calibrations are called by that name no detector. A guess of this name knows the pixel size only. */
export const NAMELESS = 'Detector';

const PIXEL_TOLERANCE = 1e-3; // relative; files round pixel sizes to 0.1 µm

/**
 * The detector that an image must come from although its calibration names none: shape and pixels are those of a
 * catalogue entry. Undefined where the calibration says which it is, or where the pixels are others.
 *
 * @param guesses  those of the image, best first
 */
export function suggestDetector(current: Detector, guesses: readonly DetectorGuess[]): DetectorGuess | undefined {
  if (current.name !== NAMELESS) return undefined;
  const isSame = (a: number, b: number): boolean => Math.abs(a - b) < PIXEL_TOLERANCE * b;
  const guess = guesses.find(({ detector }) => detector.name !== NAMELESS);
  if (!guess) return undefined;
  const { pixel1, pixel2 } = guess.detector;
  return isSame(current.pixel1, pixel1) && isSame(current.pixel2, pixel2) ? guess : undefined;
}

/** The calibration with this detector; geometry and orientation stay. */
export function withDetector(
  inUse: CalibrationInUse,
  {
    name,
    shape,
    pixel1,
    pixel2,
  }: Pick<Detector, 'name' | 'pixel1' | 'pixel2'> & { readonly shape?: Detector['shape'] | readonly [number, number] },
): CalibrationInUse {
  const detector = {
    ...inUse.calibration.detector,
    name,
    pixel1,
    pixel2,
    ...(shape ? { shape: [shape[0], shape[1]] as [number, number] } : {}),
  };
  return {
    ...inUse,
    origins: { ...inUse.origins, name: 'typed', pixel1: 'typed', pixel2: 'typed' },
    calibration: { ...inUse.calibration, detector },
  };
}
