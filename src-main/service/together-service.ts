import type { Calibrant } from '../../src-shared/calibrant/calibrant.ts';
import { fit2dFromCalibration } from '../../src-shared/geometry/fit2d-geometry.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { CalibrateTogetherParams } from '../../src-shared/model/schema-types.generated.ts';
import type { CallContext, TogetherImage, TogetherResult } from '../../src-shared/rpc/contract.ts';
import type { FileAccess } from '../file/file-access.ts';
import type { ImageStore } from '../store/image-store.ts';
import type { MaskStore } from '../store/mask-store.ts';
import type { CalibrationRunner } from '../worker/calibration-thread.ts';
import { joinMembers } from './calibrate-together.ts';
import { chooseCalibrant } from './choose-calibrant.ts';
import { headerWitness } from './header-witness.ts';
import { jointModel } from './joint-model.ts';
import { prepareFrame } from './prepare-frame.ts';
import { calibrateMembers, type TogetherInput, type TogetherTask } from './together-members.ts';

interface Stores {
  readonly files: FileAccess;
  readonly images: ImageStore;
  readonly masks: MaskStore;
  readonly runner: CalibrationRunner;
}

/** Part of the whole when every image has been calibrated alone */
const ALONE = 0.95;

/**
 * Calibrates open images of one detector one by one, then all at once.
 *
 * @throws AppError  usage if they are fewer than two or differ in shape, calibration if fewer than two can be calibrated
 */
export async function calibrateOpenImages(
  params: CalibrateTogetherParams,
  { signal, onProgress }: CallContext,
  stores: Stores,
): Promise<TogetherResult> {
  const started = performance.now();
  const { refineWavelength = false, fixed = [] } = params;
  const calibrant = await chooseCalibrant(params.calibrant, stores.files);
  const inputs = await prepareInputs(params, calibrant, stores, signal);
  const leftOut: { place: number; reason: string }[] = [];
  const task: TogetherTask = {
    ...{ inputs, calibrant, refineWavelength, fixed, signal },
    model: jointModel(
      params.arrangement,
      params.images.map(({ value }) => value),
    ),
    work: (job, onPart) => stores.runner.run(job, { signal, ...(onPart && { onProgress: onPart }) }),
    onLeftOut: (input, reason) => leftOut.push({ place: inputs.indexOf(input), reason }),
    onProgress: (done, name) =>
      onProgress?.((ALONE * done) / inputs.length, name === '' ? 'Refining together' : `Calibrating ${name}`),
  };
  const members = await calibrateMembers(task);
  if (members.length < 2)
    throw new AppError(
      'calibration',
      `${members.length === 1 ? 'Only one image' : 'No image'} could be calibrated, and two or more were expected to refine together: ${leftOut[0]?.reason ?? ''}`,
    );
  const { fit, verdict, rows } = await joinMembers(task, members);
  const free = new Set(fit.correlation.names);
  return {
    ...{
      verdict: verdict.level,
      reasons: verdict.reasons,
      wavelength: fit.wavelength,
      warnings: fit.warnings,
      leftOut,
    },
    parameters: fit.parameters.map((parameter) => ({ ...parameter, held: !free.has(parameter.name) })),
    images: members.map(({ place, detector }, i): TogetherImage => {
      const { uncertainties, rings, rejectedPoints, rmsPx, rmsAlonePx, alone, controlPoints: points } = rows[i]!;
      const calibration = { geometry: fit.images[i]!.geometry, detector };
      const fit2d = fit2dFromCalibration(calibration, detector.shape ?? [0, 0]);
      return {
        ...{ place, calibration, fit2d, uncertainties, rings, points, rejectedPoints, rmsPx, rmsAlonePx, alone },
      };
    }),
    seconds: (performance.now() - started) / 1000,
  };
}

async function prepareInputs(
  params: CalibrateTogetherParams,
  calibrant: Calibrant,
  { images, masks }: Stores,
  signal: AbortSignal,
): Promise<TogetherInput[]> {
  const { detector, wavelength, ringCount, maskIds, fixed = [] } = params;
  if (params.images.length < 2)
    throw new AppError(
      'usage',
      `Images are calibrated together, and ${params.images.length} was given: add another one of the same detector.`,
    );
  const inputs: TogetherInput[] = [];
  for (const { imageId, frame } of params.images) {
    const read = await images.readFrame(imageId, frame, signal);
    const name = nameOf(images.find(imageId).ref);
    const [rows, columns] = detector.shape ?? read.shape;
    if (read.shape[0] !== rows || read.shape[1] !== columns)
      throw new AppError(
        'shape',
        `${name} has ${read.shape.join(' × ')} pixels, and ${rows} × ${columns} were expected: images calibrated together come from one detector.`,
      );
    const image = prepareFrame(read, detector, { ...params, masks: maskIds.map(masks.find) });
    const witness = headerWitness(read.metadata, wavelength, detector);
    inputs.push({
      name,
      job: {
        ...{ kind: 'calibrate', image, detector, calibrant, wavelength, fixed },
        ...(ringCount === undefined ? {} : { ringCount }),
        ...witness,
      },
    });
  }
  return inputs;
}

const nameOf = (ref: string): string => ref.slice(ref.lastIndexOf('/') + 1);
