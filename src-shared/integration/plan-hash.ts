import { murmurHash128 } from '../numerics/murmur-hash.ts';
import type { PlanSpec, StaticMask } from './plan-spec.ts';

/** Raise it whenever the same spec gives other weights, so that stored hashes never mean two things. */
const WEIGHTS_VERSION = 1;

/**
 * Content hash of everything that a plan depends on: equal for equal inputs, another for any change that could move a
 * weight or the axis. MurmurHash3 (128 bits) of a JSON text with sorted keys; numbers in it are exact.
 *
 * @param mask  the mask, or what `maskHash` gave for it
 * @returns 32 hexadecimal digits
 */
export function planHash(spec: PlanSpec, mask: StaticMask | string): string {
  const { geometry, detector } = spec.calibration;
  const content = {
    version: WEIGHTS_VERSION,
    geometry,
    pixel: [detector.pixel1, detector.pixel2],
    orientation: detector.orientation,
    shape: spec.shape,
    radialUnit: spec.radialUnit,
    split: spec.split,
    bins: spec.bins,
    radialRange: spec.radialRange,
    azimuthRange: spec.azimuthRange ?? null,
    mask: typeof mask === 'string' ? mask : maskHash(mask),
  };
  return murmurHash128(new TextEncoder().encode(canonicalJson(content)));
}

/** Content hash of a mask: depends on which pixels are ignored only. A mask that ignores nothing is as good as none. */
export function maskHash(mask: StaticMask): string {
  if (!mask) return 'none';
  const bits = new Uint8Array((mask.length >> 3) + 1);
  let ignored = 0;
  for (let i = 0; i < mask.length; i++) {
    if (mask[i] === 0) continue;
    bits[i >> 3]! |= 1 << (i & 7);
    ignored++;
  }
  return ignored === 0 ? 'none' : murmurHash128(bits);
}

/** JSON with the keys of every object sorted, so that equal contents give equal text. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
