import { relative } from 'node:path';
import type { CalibrateJob, RefineJob } from '../../src-shared/calibration/calibration-job.ts';
import { orientArray, orientImage } from '../../src-shared/calibration/orient-image.ts';
import { detectorMask } from '../../src-shared/detector/detector-mask.ts';
import type { RecipeInputs } from '../../src-shared/format/calibration-recipe.ts';
import type { InputOrigins } from '../../src-shared/format/report-inputs.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { DetectorImage } from '../../src-shared/model/detector-image.ts';
import type { Calibration, Detector } from '../../src-shared/model/schema-types.generated.ts';
import { decimalShift } from '../../src-shared/quantity/decimal-shift.ts';
import type { InputFile } from '../file/expand-inputs.ts';
import { readImage } from '../file/open-image.ts';
import { recipeCalibrant } from '../service/choose-calibrant.ts';
import { chooseDetector } from '../service/choose-detector.ts';
import { checkSameShape, type LoadedMask } from '../service/combine-masks.ts';
import { headerWitness } from '../service/header-witness.ts';
import { prepareFrame } from '../service/prepare-frame.ts';
import type { CalibrateOptions } from './calibrate-options.ts';
import type { CalibrateSetup } from './calibrate-setup.ts';
import { wavelengthOption } from './calibrants-run.ts';
import type { CalibrationImage } from '../../src-shared/calibration/calibration-image.ts';
import type { Calibrant } from '../../src-shared/calibrant/calibrant.ts';

/** One image ready to be calibrated, and what of it goes into files. */
export interface PreparedInput<J extends CalibrateJob | RefineJob = CalibrateJob | RefineJob> {
  /** As the user named it */
  readonly name: string;
  readonly path: string;
  readonly job: J;
  /** Files relative to a folder */
  readonly recipe: (folder: string, calibrant: Calibrant) => RecipeInputs;
  /** Where the inputs came from, for the report */
  readonly origins: InputOrigins;
  /** One sentence each */
  readonly notices: readonly string[];
}

/** @throws AppError  one sentence, if image, detector and masks do not go together, or something is not known */
export async function prepareInput(
  input: InputFile,
  name: string,
  calibrant: Calibrant | null,
  { base, masks, fixed, hints }: CalibrateSetup,
  options: CalibrateOptions,
  signal: AbortSignal,
): Promise<PreparedInput<CalibrateJob>> {
  const frame = await readImage(input.path, 0, { dataset: input.dataset, signal });
  const wavelength = chooseWavelength(options, base, frame);
  const notices: string[] = [];
  const chosen = chooseDetector(
    input.path,
    frame,
    {
      ...(options.detector === undefined ? {} : { detector: options.detector }),
      ...(options.pixelSize === undefined ? {} : { pixelSize: inMetres(options.pixelSize) }),
      ...(base && { base }),
    },
    notices,
  );
  const orientation = options.orientation ?? base?.detector.orientation ?? chosen.orientation;
  const detector: Detector = { ...chosen, orientation };
  const image = prepareImage(frame, detector, { ...options, masks, flipRows: options.flipRows === true });
  const given = {
    ...{ wavelength, fixed: [...fixed], refineWavelength: options.refine === 'wavelength' },
    ...(base && { start: { ...base.geometry, wavelength: base.geometry.wavelength ?? wavelength } }),
    ...(options.distance === undefined ? {} : { distance: decimalShift(options.distance, -3) }),
    ...(options.centre === undefined ? {} : { centre: options.centre }),
    ...(options.rings === undefined ? {} : { ringCount: options.rings }),
  };
  return {
    name,
    path: input.path,
    notices,
    origins: originsOf(options, base, frame),
    job: {
      ...{ kind: 'calibrate', image, detector, calibrant, ...given },
      ...(hints && { points: hints }),
      ...headerWitness(frame.metadata, wavelength, detector, options.flipRows),
    },
    recipe: (folder, used) => ({
      image: relative(folder, input.path),
      ...(input.dataset === undefined ? {} : { dataset: input.dataset }),
      frame: 0,
      ...(options.flipRows ? { flipRows: true } : {}),
      ...(calibrant ? {} : { calibrantFound: true }),
      ...{ calibrant: recipeCalibrant(used), detector, masks: masks.map((mask) => relative(folder, mask.name)) },
      detectorMask: options.detectorMask,
      ...(options.maskBelow === undefined ? {} : { maskBelow: options.maskBelow }),
      ...(options.maskAbove === undefined ? {} : { maskAbove: options.maskAbove }),
      method: 'image',
      ...given,
      ...(hints && { hints }),
    }),
  };
}

/** Masked, and mirrored as the detector says; `flipRows` reverses image and masks first. */
export function prepareImage(
  frame: DetectorImage,
  detector: Detector,
  given: {
    readonly masks: readonly LoadedMask[];
    readonly detectorMask: boolean;
    readonly maskBelow?: number;
    readonly maskAbove?: number;
    readonly flipRows: boolean;
  },
): CalibrationImage {
  if (!given.flipRows) return prepareFrame(frame, detector, given);
  const { shape } = frame;
  for (const mask of given.masks) checkSameShape(`The mask ${mask.name}`, mask.shape, shape);
  // The gaps lie where the file has them, not where they would lie in the reversed image.
  const gaps = given.detectorMask ? detectorMask(detector, shape) : null;
  const all = gaps ? [...given.masks, { name: 'gaps', shape, mask: gaps }] : given.masks;
  const masks = all.map((mask) => ({ ...mask, mask: orientArray(mask.mask, shape, ROWS_REVERSED) }));
  return prepareFrame(orientImage(frame, ROWS_REVERSED), detector, { ...given, masks, detectorMask: false });
}

const ROWS_REVERSED = 2;

function originsOf(
  options: CalibrateOptions,
  base: Calibration | undefined,
  { metadata }: DetectorImage,
): InputOrigins {
  const wavelength =
    wavelengthOption(options) !== undefined
      ? undefined
      : base?.geometry.wavelength === undefined
        ? 'file header'
        : EARLIER;
  const detector =
    options.pixelSize !== undefined
      ? undefined
      : options.detector !== undefined
        ? 'catalogue'
        : base
          ? EARLIER
          : metadata.pixel1 === undefined
            ? 'catalogue, by the size of the image'
            : 'file header';
  return {
    ...(options.calibrant === undefined && !options.cell && { calibrant: 'found' }),
    ...(wavelength && { wavelength }),
    ...(detector && { detector }),
    ...(base && { start: EARLIER }),
  };
}

const EARLIER = 'earlier calibration';

function chooseWavelength(options: CalibrateOptions, base: Calibration | undefined, frame: DetectorImage): number {
  const wavelength = wavelengthOption(options) ?? base?.geometry.wavelength ?? frame.metadata.wavelength;
  if (wavelength === undefined)
    throw new AppError('usage', 'Where rings lie depends on the wavelength: give --wavelength A or --energy KEV.');
  return wavelength;
}

const inMetres = ([slow, fast]: [number, number]): [number, number] => [decimalShift(slow, -6), decimalShift(fast, -6)];
