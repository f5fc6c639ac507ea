import { valueLimits } from '../../src-shared/correction/value-limits.ts';
import { type NormalizationSettings, pixelNormalization } from '../../src-shared/correction/pixel-normalization.ts';
import { buildCakeBlock } from '../../src-shared/integration/cake-block.ts';
import type { CakeSpec } from '../../src-shared/integration/cake-plan.ts';
import type { ClipSettings } from '../../src-shared/integration/clip-round.ts';
import { sigmaClip } from '../../src-shared/integration/filter-sigma-clip.ts';
import { TILE_PIXELS } from '../../src-shared/integration/integration-plan.ts';
import type { StaticMask } from '../../src-shared/integration/plan-spec.ts';
import { type SortablePlan, sortByBin, type SortedPlan } from '../../src-shared/integration/sort-by-bin.ts';
import type { DetectorImage, Samples } from '../../src-shared/model/detector-image.ts';
import type { IntegrationSettings } from '../../src-shared/model/schema-types.generated.ts';

/** What pixels of a cake are judged by. Each belongs to the cell of its centre alone; all in shared memory. */
export interface CakeCells {
  /** Bin number: cake · bins + radial bin, cakes in growing azimuth. */
  readonly plan: SortablePlan;
  readonly sorted: SortedPlan;
  readonly normalization: Float32Array;
  readonly pedestal: Float32Array | null;
  readonly pedestalVariance: Float32Array | null;
}

export interface CakeCellsInput {
  readonly spec: CakeSpec;
  readonly mask: StaticMask;
  readonly normalization: NormalizationSettings;
  readonly flat: Samples | null;
  readonly pedestal: Float32Array | null;
  readonly pedestalVariance: Float32Array | null;
}

/** Sorts the pixels of an image by the cells of a cake, for whoever clips frames of it. */
export function sortCakeCells({ spec, mask, flat, ...input }: CakeCellsInput): CakeCells {
  const { shape, bins, azimuth, calibration } = spec;
  const pixels = shape[0] * shape[1];
  const block = buildCakeBlock({ ...spec, split: 'no' }, mask, { start: 0, end: shape[0] });
  const firstBin = new Uint32Array(shared(pixels * 4));
  const spans = new Uint8Array(shared(pixels));
  for (let r = 0; r < block.pixel.length; r++) {
    firstBin[block.pixel[r]!] = block.cake[r]! * bins + block.firstBin[r]!;
    spans[block.pixel[r]!] = 1;
  }
  const plan = { bins: azimuth.cakes * bins, firstBin, spans, ...wholeWeights(spans) };
  const normalization = new Float32Array(shared(pixels * 4));
  normalization.set(pixelNormalization(calibration, shape, input.normalization, flat));
  const share = (values: Float32Array | null): Float32Array | null => {
    if (!values) return null;
    const copy = new Float32Array(shared(values.byteLength));
    copy.set(values);
    return copy;
  };
  return {
    plan,
    sorted: sortByBin(plan, normalization, shared),
    normalization,
    pedestal: share(input.pedestal),
    pedestalVariance: share(input.pedestalVariance),
  };
}

export interface ClipCakeInput {
  readonly cells: CakeCells;
  readonly image: Pick<DetectorImage, 'samples' | 'mask' | 'metadata'>;
  readonly settings: IntegrationSettings;
  readonly clip: ClipSettings;
}

/** Sigma clipping of one frame, cell by cell. @returns the mask of the frame with what was clipped in it */
export function clipCake({ cells, image, settings, clip }: ClipCakeInput): Uint8Array {
  const { plan, sorted, normalization, pedestal, pedestalVariance } = cells;
  const { samples, mask, metadata } = image;
  const limits = valueLimits(settings, metadata, samples);
  const corrections = { normalization, pedestal, pedestalVariance, limits, errorModel: settings.errorModel };
  const { clipped } = sigmaClip(plan, image, corrections, clip, sorted);
  if (mask) for (let p = 0; p < clipped.length; p++) if (mask[p] !== 0) clipped[p] = 1;
  return clipped;
}

/** Every pixel in use weighs 1. */
function wholeWeights(spans: Uint8Array): Pick<SortablePlan, 'weights' | 'tileOffsets'> {
  const tileOffsets = new Uint32Array(shared((Math.ceil(spans.length / TILE_PIXELS) + 1) * 4));
  let used = 0;
  for (let p = 0; p < spans.length; p++) {
    if (p % TILE_PIXELS === 0) tileOffsets[p / TILE_PIXELS] = used;
    used += spans[p]!;
  }
  tileOffsets[tileOffsets.length - 1] = used;
  return { weights: new Float32Array(shared(used * 4)).fill(1), tileOffsets };
}

function shared(bytes: number): SharedArrayBuffer {
  return new SharedArrayBuffer(Math.max(1, bytes));
}
