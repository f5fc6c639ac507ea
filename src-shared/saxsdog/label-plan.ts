/**
 * Which share of which pixel goes into which bin. Depends on the calibration and the mask, not on the frame.
 *
 * A pixel is cut into oversampling² parts, and most pixels touch one bin or two neighbouring ones: there are far fewer
 * ways to share a pixel out than pixels. So a frame is first summed by such pattern, one addition per pixel, and the
 * patterns are then shared out among the bins.
 */
export interface LabelPlan {
  readonly kind: 'radial' | 'azimuthal';
  /** rows · columns of the images it is for */
  readonly pixelCount: number;
  /** Pixels that count: from, to (excluded), from, to, … */
  readonly runs: Uint32Array;
  /** For every pixel that counts, the number of its pattern */
  readonly pattern: Uint16Array | Uint32Array;
  readonly patternCount: number;
  /** Pattern owners[e] goes to bin bins[e] of `axis` with shares[e] of its area; rising */
  readonly owners: Uint32Array;
  readonly bins: Uint32Array;
  readonly shares: Float64Array;
  /** 1 / polarization factor of every pixel of the image; null: none */
  readonly correction: Float64Array | null;
  /** Σ shares per bin, in pixels */
  readonly area: Float64Array;
  /** Bin centres: q in nm⁻¹, or azimuth in rad in (−π, π), 0 to the right, positive downwards */
  readonly axis: Float64Array;
  /** Bins per nm⁻¹, or per rad */
  readonly scale: number;
  /** Lowest bin that any part of the image, masked or not, falls into: `axis` begins there */
  readonly firstLabel: number;
}
