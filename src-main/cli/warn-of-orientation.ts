import { flipRows } from '../../src-shared/geometry/orientation.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { Calibration, Recipe } from '../../src-shared/model/schema-types.generated.ts';
import { readImage } from '../file/open-image.ts';
import { compareOrientations } from '../service/compare-orientations.ts';
import type { RunImages } from '../batch/integrate-inputs.ts';
import type { FrameJob } from '../batch/plan-outputs.ts';
import type { Terminal } from './terminal.ts';

/**
 * Warns when the rings of the first frame clearly speak for another orientation than that of the calibration: a
 * calibration made with Dioptas without --flip-rows is the usual case. A frame that cannot be read is reported later.
 */
export async function warnOfOrientation(
  { file, frame }: Pick<FrameJob, 'file' | 'frame'>,
  run: { readonly calibration: Calibration; readonly recipe: Pick<Recipe, 'settings'>; readonly images: RunImages },
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const { path, dataset } = file.input;
  const image = await readImage(path, frame, { dataset, signal }).catch((cause: unknown) => {
    if (AppError.from(cause).code === 'internal') throw cause;
    return null;
  });
  if (!image) return;
  const { calibration, recipe, images } = run;
  const { winner, sentence } = compareOrientations(image, calibration, recipe.settings, images.staticMask);
  const current = calibration.detector.orientation;
  if (winner === null || winner === current) return;
  const option = flipRows(current) === winner ? '--flip-rows' : `--orientation ${winner}`;
  terminal.notice(
    `Warning: the calibration does not seem to belong to the image as stored; try ${option}, or say --orientation ${current} to be sure. ${sentence}`,
  );
}
