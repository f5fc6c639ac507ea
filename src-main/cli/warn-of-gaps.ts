import { findDetector } from '../../src-shared/detector/detector-catalogue.ts';
import { detectorMask } from '../../src-shared/detector/detector-mask.ts';
import { guessDetectors } from '../../src-shared/detector/guess-detectors.ts';
import type { Shape } from '../../src-shared/model/detector-image.ts';
import type { Calibration, Recipe } from '../../src-shared/model/schema-types.generated.ts';
import type { Terminal } from './terminal.ts';

/** Relative; files round pixel sizes to 0.1 µm */
const PIXEL_TOLERANCE = 1e-3;

/**
 * Warns when the calibration names no detector, shape and pixels are those of one with gaps, and nothing else keeps
 * their marks out: calibrations of pyFAI before version 2 of its file are the usual case.
 */
export function warnOfGaps(
  { detector }: Calibration,
  { settings, masks }: Pick<Recipe, 'settings' | 'masks'>,
  shape: Shape,
  terminal: Pick<Terminal, 'notice'>,
): void {
  const { maskBelow, dummy } = settings;
  const isHandled = masks.length > 0 || maskBelow !== undefined || dummy !== undefined || !settings.detectorMask;
  if (isHandled || findDetector(detector.name)) return;
  const isSame = (a: number, b: number): boolean => Math.abs(a - b) < PIXEL_TOLERANCE * b;
  const guess = guessDetectors(shape).find(
    (one) => isSame(one.detector.pixel1, detector.pixel1) && isSame(one.detector.pixel2, detector.pixel2),
  );
  if (!guess || !detectorMask(guess.detector, shape)) return;
  terminal.notice(
    `Warning: the calibration names no detector; shape and pixels are those of ${guess.label}, whose gaps may be integrated as counts: give --mask-below 0, a mask, or a calibration that names it.`,
  );
}
