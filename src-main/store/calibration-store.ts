import { AppError } from '../../src-shared/model/app-error.ts';
import type { Calibrant } from '../../src-shared/calibrant/calibrant.ts';
import type { StoredCalibrationResult } from '../../src-shared/rpc/contract.ts';
import type { RecipeInputs } from '../../src-shared/format/calibration-recipe.ts';

/** A result with what it was made of. */
export interface KeptCalibration {
  readonly result: StoredCalibrationResult;
  readonly calibrant: Calibrant;
  /** Files by name: where they lie is not known to a window. */
  readonly inputs: RecipeInputs;
  readonly imageId: string;
  readonly frame: number;
  readonly maskIds: readonly string[];
}

/** The calibrations of one window, by id of the result. */
export interface CalibrationStore {
  nextId(): string;
  keep(calibration: KeptCalibration): void;
  /** @throws AppError not-found */
  find(resultId: string): KeptCalibration;
}

/** Kept; the oldest are forgotten beyond that. */
const MAX_RESULTS = 64;

export function createCalibrationStore(): CalibrationStore {
  const kept = new Map<string, KeptCalibration>();
  let lastId = 0;
  return {
    nextId: () => `calibration-${++lastId}`,
    keep(calibration) {
      kept.set(calibration.result.resultId, calibration);
      const [oldest] = kept.keys();
      if (kept.size > MAX_RESULTS && oldest !== undefined) kept.delete(oldest);
    },
    find(resultId) {
      const found = kept.get(resultId);
      if (!found) throw new AppError('not-found', 'This result is no longer known: calibrate again, then save.');
      return found;
    },
  };
}
