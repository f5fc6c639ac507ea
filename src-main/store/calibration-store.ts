import { randomUUID } from 'node:crypto';
import type { Calibrant } from '../../src-shared/calibrant/calibrant.ts';
import type { RecipeInputs } from '../../src-shared/format/calibration-recipe.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import { decodeFrame, encodeFrame } from '../../src-shared/rpc/byte-codec.ts';
import type { StoredCalibrationResult } from '../../src-shared/rpc/contract.ts';
import type { StateFolder } from '../file/state-folder.ts';

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

/** What is kept over a restart: image and masks are closed by then. */
export type RecalledCalibration = Omit<KeptCalibration, 'imageId' | 'maskIds'> &
  Partial<Pick<KeptCalibration, 'imageId' | 'maskIds'>>;

/** The calibrations of one window, by id of the result. */
export interface CalibrationStore {
  nextId(): string;
  /** A disk that is full costs no calibration: what cannot be written is known until the window is closed. */
  keep(calibration: KeptCalibration): void;
  /** Also what an earlier run kept. @throws AppError not-found */
  find(resultId: string): Promise<RecalledCalibration>;
}

/** Kept in memory and on disk; the oldest are forgotten beyond that. */
const MAX_RESULTS = 64;
const MAX_FILES = 200;
const FOLDER = 'calibrations';

/** @param program  name and version: what another one has written is not read */
export function createCalibrationStore(state: StateFolder, program: string): CalibrationStore {
  const kept = new Map<string, KeptCalibration>();

  async function write({ result, calibrant, inputs, frame }: KeptCalibration): Promise<void> {
    const bytes = encodeFrame({ program, result, calibrant, inputs, frame });
    await state.write(`${FOLDER}/${result.resultId}`, Buffer.from(bytes).toString('base64'));
    await state.prune(FOLDER, MAX_FILES);
  }

  async function read(resultId: string): Promise<RecalledCalibration | undefined> {
    const text = await state.read(`${FOLDER}/${resultId}`);
    if (text === undefined) return undefined;
    try {
      const value = decodeFrame(Buffer.from(text, 'base64')) as RecalledCalibration & { readonly program: string };
      return value.program === program ? value : undefined;
    } catch {
      return undefined; // damaged: as if it were not there
    }
  }

  return {
    nextId: () => `calibration-${randomUUID()}`,
    keep(calibration) {
      kept.set(calibration.result.resultId, calibration);
      const [oldest] = kept.keys();
      if (kept.size > MAX_RESULTS && oldest !== undefined) kept.delete(oldest);
      write(calibration).catch(() => undefined);
    },
    async find(resultId) {
      const found = kept.get(resultId) ?? (await read(resultId));
      if (!found) throw new AppError('not-found', 'This result is no longer known: calibrate again, then save.');
      return found;
    },
  };
}
