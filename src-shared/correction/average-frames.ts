import { AppError } from '../model/app-error.ts';
import { type DetectorImage, formatShape, isSameShape, type Shape } from '../model/detector-image.ts';

/** Frames added up one by one; memory does not grow with their number. */
export interface FrameSum {
  /**
   * @param weight  finite, may be negative
   * @throws AppError shape  if the frame has other pixels than the first
   */
  add(image: DetectorImage, weight?: number): void;
  readonly frames: number;
  readonly shape: Shape;
  /** Σ w · value; NaN where a frame measured nothing. Row by row. */
  sum(): Float64Array;
  /**
   * Σ w · value / Σ w over the frames that measured a pixel; NaN where none did.
   *
   * @throws AppError usage  if the weights add up to 0
   */
  mean(): Float64Array;
}

/**
 * Sums and means of frames, in float64. A pixel is not measured where the value is not finite or the one with which the
 * format marks masked pixels, and where the frame brings a mask of its own.
 */
export function createFrameSum(shape: Shape): FrameSum {
  const total = new Float64Array(shape[0] * shape[1]);
  /** Weight that a pixel lacks; made for the first frame that lacks one. */
  let missing: Float64Array | undefined;
  let isMissing: Uint8Array | undefined;
  let weights = 0;
  let frames = 0;

  return {
    shape,
    get frames() {
      return frames;
    },
    add({ samples, shape: found, mask, metadata }, weight = 1) {
      if (!isSameShape(found, shape))
        throw new AppError(
          'shape',
          `This frame has ${formatShape(found)} pixels, and the first has ${formatShape(shape)}: all must be alike.`,
        );
      const masked = metadata.maskedValue ?? NaN;
      for (let p = 0; p < total.length; p++) {
        const value = samples[p]!;
        if (value - value === 0 && value !== masked && !(mask && mask[p] !== 0)) total[p]! += weight * value;
        else {
          missing ??= new Float64Array(total.length);
          isMissing ??= new Uint8Array(total.length);
          missing[p]! += weight;
          isMissing[p] = 1;
        }
      }
      weights += weight;
      frames++;
    },
    sum: () => total.map((value, p) => (isMissing && isMissing[p] !== 0 ? NaN : value)),
    mean() {
      if (weights === 0)
        throw new AppError('usage', 'The weights add up to 0, so there is no mean: ask for the sum, or change them.');
      return total.map((value, p) => {
        const rest = missing ? weights - missing[p]! : weights;
        return rest === 0 ? NaN : value / rest;
      });
    },
  };
}
