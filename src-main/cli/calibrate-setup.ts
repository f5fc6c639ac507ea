import type { Calibrant } from '../../src-shared/calibrant/calibrant.ts';
import { REFINABLE, type Refinable } from '../../src-shared/calibration/refine-geometry.ts';
import { parseNpt } from '../../src-shared/format/npt-format.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { Calibration, PickedPoints } from '../../src-shared/model/schema-types.generated.ts';
import { readImage } from '../file/open-image.ts';
import { readTextFile } from '../file/text-file.ts';
import { cellCalibrant, readCalibrantFile } from '../service/choose-calibrant.ts';
import { type LoadedMask, maskFromImage } from '../service/combine-masks.ts';
import { loadCalibration } from '../service/load-calibration.ts';
import type { CalibrateOptions } from './calibrate-options.ts';
import { calibrantNamed, wavelengthOption } from './calibrants-run.ts';

/** What all images of a run share. */
export interface CalibrateSetup {
  /** null: to be found */
  readonly calibrant: Calibrant | null;
  readonly base: Calibration | undefined;
  readonly masks: readonly LoadedMask[];
  readonly fixed: readonly Refinable[];
  readonly hints: PickedPoints | undefined;
}

/** @throws AppError  for whatever makes the calibration impossible, before it begins */
export async function readSetup(options: CalibrateOptions, signal: AbortSignal): Promise<CalibrateSetup> {
  const calibrant = await readCalibrant(options);
  wavelengthOption(options); // refuses two of them
  const base = options.poni === undefined ? undefined : (await loadCalibration(options.poni)).calibration;
  const fixed = (options.fix ?? []).filter((name): name is Refinable => REFINABLE.some((one) => one === name));
  checkFixed(fixed, options, base !== undefined);
  const hints =
    options.points === undefined ? undefined : parseNpt(options.points, await readTextFile(options.points)).points;
  const masks: LoadedMask[] = [];
  for (const path of options.mask ?? []) masks.push(maskFromImage(path, await readImage(path, 0, { signal })));
  return { calibrant, base, masks, fixed, hints };
}

async function readCalibrant({ calibrant: name, cell }: CalibrateOptions): Promise<Calibrant | null> {
  if (cell) {
    if (name !== undefined) throw new AppError('usage', '--calibrant and --cell say the same thing: give one of them.');
    return cellCalibrant(cell);
  }
  if (name === undefined) return null;
  return /\.d$/i.test(name) ? readCalibrantFile(name) : calibrantNamed(name);
}

function checkFixed(fixed: readonly Refinable[], options: CalibrateOptions, hasBase: boolean): void {
  for (const name of hasBase ? [] : fixed) {
    const hint = name === 'dist' ? 'distance' : name === 'poni1' || name === 'poni2' ? 'centre' : undefined;
    if (hint !== undefined && options[hint] === undefined)
      throw new AppError(
        'usage',
        `--fix ${name} needs a value to hold: give it with --poni FILE or --${hint} ${hint === 'distance' ? 'MM' : 'X,Y'}.`,
      );
  }
  if (options.refine === 'wavelength' && fixed.includes('wavelength'))
    throw new AppError('usage', '--fix wavelength and --refine wavelength contradict each other: give one of them.');
}
