import { correctImage, type ImageCorrections } from '../../src-shared/correction/correct-image.ts';
import type { DetectorImage } from '../../src-shared/model/detector-image.ts';

export interface CorrectFrameInput {
  readonly image: DetectorImage;
  readonly corrections: ImageCorrections;
}

/** A frame as the integration sees it. */
export function correctFrame({ image, corrections }: CorrectFrameInput): Float32Array {
  return correctImage(image, corrections);
}
