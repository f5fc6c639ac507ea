import { pedestal, pedestalVariance } from '../../src-shared/correction/pedestal.ts';
import { staticMask } from '../../src-shared/correction/static-mask.ts';
import { detectorMask } from '../../src-shared/detector/detector-mask.ts';
import { maskHash } from '../../src-shared/integration/plan-hash.ts';
import type { StaticMask } from '../../src-shared/integration/plan-spec.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import {
  type DetectorImage,
  formatShape,
  isSameShape,
  type Samples,
  type Shape,
} from '../../src-shared/model/detector-image.ts';
import type { Calibration, IntegrationSettings } from '../../src-shared/model/schema-types.generated.ts';
import { murmurHash128 } from '../../src-shared/numerics/murmur-hash.ts';
import { toShared } from './shared-array.ts';

/** What is the same for every frame of a request, besides the settings. The arrays must not change afterwards. */
export interface CorrectionSources {
  readonly calibration: Calibration;
  readonly shape: Shape;
  readonly settings: IntegrationSettings;
  /** Non-zero = ignored; gaps of the detector are added when the settings say so. */
  readonly staticMask: Uint8Array | null;
  readonly dark?: DetectorImage | null | undefined;
  readonly flat?: DetectorImage | null | undefined;
  readonly background?: DetectorImage | null | undefined;
}

export interface PreparedCorrections {
  /** In shared memory. */
  readonly mask: StaticMask;
  readonly maskHash: string;
  readonly flat: Samples | null;
  readonly pedestal: Float32Array | null;
  /** Only with an error model that counts photons. */
  readonly pedestalVariance: Float32Array | null;
  /** Changes with the content of flat, pedestal and its variance. */
  readonly contentHash: string;
}

/**
 * Merges masks, dark and background once and remembers the last few results by identity of the arrays.
 *
 * @throws AppError  'shape' if an image has another shape than the frames
 */
export function createCorrectionStore(): (sources: CorrectionSources) => PreparedCorrections {
  const ids = new WeakMap<object, number>();
  let lastId = 0;
  const idOf = (value: object | null | undefined): number => {
    if (!value) return 0;
    let id = ids.get(value);
    if (id === undefined) ids.set(value, (id = ++lastId));
    return id;
  };
  const prepared = new Map<string, PreparedCorrections>();

  return (sources) => {
    const { calibration, shape, settings, staticMask: mask, dark, flat, background } = sources;
    const key = JSON.stringify([
      shape,
      settings.detectorMask ? calibration.detector : null,
      idOf(mask),
      idOf(dark),
      idOf(flat),
      idOf(background),
      background ? settings.backgroundScale : 1,
      dark ? settings.darkExposures : 1,
      countsPhotons(settings),
    ]);
    const known = prepared.get(key);
    if (known) return known;
    const result = prepare(sources);
    prepared.set(key, result);
    for (const first of prepared.keys()) if (prepared.size > 4) prepared.delete(first);
    return result;
  };
}

function prepare(sources: CorrectionSources): PreparedCorrections {
  const { calibration, shape, settings, staticMask: mask, dark, flat, background } = sources;
  for (const [name, image] of Object.entries({ dark, flat, background }))
    if (image && !isSameShape(image.shape, shape))
      throw new AppError(
        'shape',
        `The ${name} image has ${formatShape(image.shape)} pixels, but the image has ${formatShape(shape)}; use images of the same detector.`,
      );
  if (mask && mask.length !== shape[0] * shape[1])
    throw new AppError(
      'shape',
      `The mask has ${mask.length} pixels, but the image has ${formatShape(shape)}; use a mask of the same detector.`,
    );
  const subtracted = [shape, dark?.samples ?? null, background?.samples ?? null, settings.backgroundScale] as const;
  const below = pedestal(...subtracted);
  const variance = countsPhotons(settings) ? pedestalVariance(...subtracted, settings.darkExposures) : null;
  const merged = staticMask(shape, {
    masks: [mask, dark?.mask, flat?.mask, background?.mask].filter((one) => one !== null && one !== undefined),
    gaps: settings.detectorMask ? detectorMask(calibration.detector, shape) : null,
    flat: flat?.samples ?? null,
    pedestal: below,
  });
  // Masked now, but the kernel multiplies whole lanes: weight zero times NaN would still be NaN.
  if (below) for (let p = 0; p < below.length; p++) if (!Number.isFinite(below[p]!)) below[p] = 0;
  return {
    mask: merged && toShared(merged),
    maskHash: maskHash(merged),
    flat: flat?.samples ?? null,
    pedestal: below,
    pedestalVariance: variance,
    contentHash: [flat?.samples, below, variance].map((part) => (part ? murmurHash128(bytesOf(part)) : '-')).join(' '),
  };
}

function countsPhotons({ errorModel }: IntegrationSettings): boolean {
  return errorModel === 'poisson' || errorModel === 'hybrid';
}

function bytesOf(samples: Samples): Uint8Array {
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
}
