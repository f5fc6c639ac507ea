import { findCalibrant } from '../../src-shared/calibrant/calibrant-catalogue.ts';
import type { Calibrant } from '../../src-shared/calibrant/calibrant.ts';
import type { CalibrationImage } from '../../src-shared/calibration/calibration-image.ts';
import type { JobResults } from '../../src-shared/calibration/calibration-job.ts';
import { growPoints } from '../../src-shared/calibration/grow-points.ts';
import { orientPlace, orientPlaces } from '../../src-shared/calibration/orient-image.ts';
import type { RecipeInputs } from '../../src-shared/format/calibration-recipe.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { GeometryWithWavelength } from '../../src-shared/model/calibration-result.ts';
import type { Detector, Geometry } from '../../src-shared/model/schema-types.generated.ts';
import type { Handlers, StoredCalibrationResult } from '../../src-shared/rpc/contract.ts';
import type { FileAccess } from '../file/file-access.ts';
import type { CalibrationStore } from '../store/calibration-store.ts';
import type { ImageStore } from '../store/image-store.ts';
import type { MaskStore } from '../store/mask-store.ts';
import type { CalibrationRunner } from '../worker/calibration-thread.ts';
import { calibrateOpenImages } from './together-service.ts';
import { chooseCalibrant, recipeCalibrant } from './choose-calibrant.ts';
import { headerWitness } from './header-witness.ts';
import { prepareFrame } from './prepare-frame.ts';

/** What every request names: an image and what of it to use. */
interface ImageParams {
  readonly imageId: string;
  readonly frame: number;
  readonly maskIds: string[];
  readonly detector: Detector;
  readonly detectorMask: boolean;
  readonly maskBelow?: number;
  readonly maskAbove?: number;
}

/** Calibrates open images, in threads of their own. */
export function createCalibrationJobService(
  files: FileAccess,
  images: ImageStore,
  masks: MaskStore,
  results: CalibrationStore,
  runner: CalibrationRunner,
) {
  let prepared: { readonly key: string; readonly image: CalibrationImage } | undefined;

  /** The frame as asked for last stays prepared: one click follows the other. */
  async function prepare(params: ImageParams, signal: AbortSignal): Promise<CalibrationImage> {
    const { imageId, frame, maskIds, detector, detectorMask, maskBelow, maskAbove } = params;
    images.find(imageId); // it may have been closed since
    const key = JSON.stringify([imageId, frame, maskIds, detector, detectorMask, maskBelow, maskAbove]);
    if (prepared?.key === key) return prepared.image;
    runner.warmUp();
    const image = await images.readFrame(imageId, frame, signal);
    prepared = { key, image: prepareFrame(image, detector, { ...params, masks: maskIds.map(masks.find) }) };
    return prepared.image;
  }

  function keep(
    result: JobResults['calibrate'],
    started: number,
    params: ImageParams,
    calibrant: Calibrant | undefined,
    recipe: Pick<RecipeInputs, 'method' | 'wavelength'> & Partial<RecipeInputs>,
  ): StoredCalibrationResult {
    const { imageId, frame, maskIds, detector, detectorMask, maskBelow, maskAbove } = params;
    const resultId = results.nextId();
    const stored = { ...result, seconds: (performance.now() - started) / 1000, resultId };
    if (!calibrant) return stored; // no ring, no calibrant: nothing to save
    const { ref, dataset } = images.find(imageId);
    const inputs: RecipeInputs = {
      image: nameOf(ref),
      ...(dataset === undefined ? {} : { dataset }),
      ...{ frame, calibrant: recipeCalibrant(calibrant), detector, detectorMask },
      masks: maskIds.map((id) => nameOf(masks.find(id).ref ?? masks.find(id).name)),
      ...(maskBelow === undefined ? {} : { maskBelow }),
      ...(maskAbove === undefined ? {} : { maskAbove }),
      ...recipe,
    };
    results.keep({ result: stored, calibrant, inputs, imageId, frame, maskIds });
    return stored;
  }

  return {
    'calibration.calibrate': async (params, context) => {
      const started = performance.now();
      const { calibrant: choice, start: given, points, ...rest } = params;
      const { wavelength, distance, centre, ringCount, fixed, refineWavelength, bounds } = rest;
      const calibrant = choice && (await chooseCalibrant(choice, files));
      const image = await prepare(params, context.signal);
      const options = {
        wavelength,
        ...(given && { start: withWavelength(given, wavelength) }),
        ...(distance === undefined ? {} : { distance }),
        ...(centre && { centre }),
        ...(ringCount === undefined ? {} : { ringCount }),
        ...(fixed && { fixed }),
        ...(refineWavelength === undefined ? {} : { refineWavelength }),
        ...(bounds && { bounds }),
      };
      const { metadata } = await images.readFrame(params.imageId, params.frame, context.signal);
      const witness = headerWitness(metadata, wavelength, params.detector);
      const job = { kind: 'calibrate', image, detector: params.detector, calibrant, ...options, ...witness } as const;
      const result = await runner.run(points ? { ...job, points } : job, context);
      const recipe = { method: 'image', ...options, ...(points && { hints: points }) } as const;
      const used = calibrant ?? findCalibrant(result.calibrantId);
      return keep(result, started, params, used, calibrant ? recipe : { ...recipe, calibrantFound: true });
    },
    'calibration.refine': async (params, context) => {
      const started = performance.now();
      const { wavelength, points, start: given, fixed, refineWavelength, bounds, rejectOutliers, judge } = params;
      const calibrant = await chooseCalibrant(params.calibrant, files);
      const image = await prepare(params, context.signal);
      const options = {
        ...{ wavelength, rejectOutliers, judge },
        ...(given && { start: withWavelength(given, wavelength) }),
        ...(fixed && { fixed }),
        ...(refineWavelength === undefined ? {} : { refineWavelength }),
        ...(bounds && { bounds }),
      };
      const job = { kind: 'refine', image, detector: params.detector, calibrant, points, ...options } as const;
      const result = await runner.run(job, context);
      return keep(result, started, params, calibrant, { method: 'points', ...options });
    },
    'calibration.extractPoints': async (params, context) => {
      const { wavelength } = params.geometry;
      if (wavelength === undefined)
        throw new AppError(
          'calibration',
          'The geometry has no wavelength, without which no ring can be predicted: add it.',
        );
      const calibrant = await chooseCalibrant(params.calibrant, files);
      const image = await prepare(params, context.signal);
      const { detector, ringCount, reach } = params;
      const geometry = { ...params.geometry, wavelength };
      const job = {
        ...({ kind: 'extract', image, detector, calibrant, wavelength, geometry } as const),
        ...(ringCount === undefined ? {} : { ringCount }),
        ...(reach === undefined ? {} : { reach }),
      };
      return runner.run(job, context);
    },
    'calibration.rankCalibrants': async (params, context) => {
      const { detector, wavelength, start } = params;
      const image = await prepare(params, context.signal);
      const job = { kind: 'rank', image, detector, wavelength } as const;
      const given = start ? { ...job, start: withWavelength(start, wavelength) } : job;
      return { candidates: await runner.run(given, context) };
    },
    'calibration.calibrateTogether': async (params, context) =>
      calibrateOpenImages(params, context, { files, images, masks, runner }),
    // Some milliseconds: a click is answered before a thread would have been told.
    'calibration.growPoints': async (params, { signal }) => {
      const image = await prepare(params, signal);
      const { x, y, along, geometry, detector } = params;
      const { row, column } = orientPlace(y, x, image.shape, detector.orientation);
      const found = growPoints(image, column, row, { along, ...(geometry && { geometry }) });
      if (found.rows.length === 0) {
        const isMeasured = image.unusable[Math.floor(row) * image.shape[1] + Math.floor(column)] === 0;
        throw new AppError('not-found', isMeasured ? NO_RING_HERE : NOT_MEASURED_HERE);
      }
      return orientPlaces(found, image.shape, detector.orientation);
    },
  } satisfies Partial<Handlers>;
}

const NO_RING_HERE = 'Nothing rises above the noise at this place: click on a ring.';
const NOT_MEASURED_HERE =
  'This place lies in a gap of the detector or under the mask, where nothing is measured: click beside it.';

const nameOf = (ref: string): string => ref.slice(ref.lastIndexOf('/') + 1);

const withWavelength = (geometry: Geometry, wavelength: number): GeometryWithWavelength => ({
  ...geometry,
  wavelength: geometry.wavelength ?? wavelength,
});
