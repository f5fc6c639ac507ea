import type { Samples, Shape } from '../model/detector-image.ts';
import { isUsableFlat } from './pixel-normalization.ts';

/** What makes a pixel unusable in every frame. Every array has one entry per pixel. */
export interface StaticMaskParts {
  /** Mask files; non-zero = ignored. */
  readonly masks: readonly Uint8Array[];
  /** Gaps of the detector; non-zero = ignored. */
  readonly gaps?: Uint8Array | null;
  /** Not positive or not finite = ignored. */
  readonly flat?: Samples | null;
  /** What is subtracted from every frame; not finite = ignored. */
  readonly pedestal?: Float32Array | null;
}

/**
 * Pixels that no frame uses: mask files ∪ detector gaps ∪ unusable flat ∪ unusable dark or background.
 *
 * @returns 1 = ignored, one entry per pixel; null if every pixel is used
 * @throws RangeError  if a part has another size
 */
export function staticMask(shape: Shape, { masks, gaps, flat, pedestal }: StaticMaskParts): Uint8Array | null {
  const pixels = shape[0] * shape[1];
  for (const part of [...masks, gaps, flat, pedestal])
    if (part && part.length !== pixels)
      throw new RangeError(`a part of the mask has ${part.length} entries for ${shape[0]} × ${shape[1]} pixels`);
  const out = new Uint8Array(pixels);
  let ignored = 0;
  for (const mask of gaps ? [...masks, gaps] : masks)
    for (let p = 0; p < pixels; p++) if (mask[p] !== 0 && out[p] === 0) ignored += out[p] = 1;
  if (flat) for (let p = 0; p < pixels; p++) if (!isUsableFlat(flat[p]!) && out[p] === 0) ignored += out[p] = 1;
  if (pedestal)
    for (let p = 0; p < pixels; p++) if (!Number.isFinite(pedestal[p]!) && out[p] === 0) ignored += out[p] = 1;
  return ignored > 0 ? out : null;
}
