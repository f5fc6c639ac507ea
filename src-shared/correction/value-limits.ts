import type { ImageMetadata, Samples } from '../model/detector-image.ts';
import type { IntegrationSettings } from '../model/schema-types.generated.ts';

/**
 * Which raw values count as measured. A pixel is used if
 *
 *     lower ≤ value ≤ upper,  not dummyFrom ≤ value ≤ dummyTo,  and value ≠ masked
 *
 * NaN fails the first test; infinities fail it because the widest limits are ±the largest finite number. A rule that is
 * not in force has NaN, which nothing equals.
 */
export interface ValueLimits {
  readonly lower: number;
  readonly upper: number;
  readonly dummyFrom: number;
  readonly dummyTo: number;
  readonly masked: number;
}

export type LimitSettings = Pick<IntegrationSettings, 'maskBelow' | 'maskAbove' | 'dummy'>;

/**
 * @param samples  of the image, for their type: a dummy of 0.1 in a float32 image is the float32 nearest to 0.1
 */
export function valueLimits(
  settings: LimitSettings,
  metadata: Pick<ImageMetadata, 'maskedValue'>,
  samples: Samples,
): ValueLimits {
  const { maskBelow = -Number.MAX_VALUE, maskAbove = Number.MAX_VALUE, dummy } = settings;
  const stored = samples instanceof Float32Array ? Math.fround : (value: number) => value;
  return {
    lower: maskBelow,
    upper: maskAbove,
    dummyFrom: dummy ? Math.min(dummy.value - dummy.delta, stored(dummy.value)) : NaN,
    dummyTo: dummy ? Math.max(dummy.value + dummy.delta, stored(dummy.value)) : NaN,
    masked: stored(metadata.maskedValue ?? NaN),
  };
}

export function isMeasured(value: number, limits: ValueLimits): boolean {
  return (
    value >= limits.lower &&
    value <= limits.upper &&
    !(value >= limits.dummyFrom && value <= limits.dummyTo) &&
    value !== limits.masked
  );
}
