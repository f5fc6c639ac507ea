import type { RadialUnit } from './pattern-1d.ts';

/** A pattern read from a file, to be laid over others. All arrays have one entry per point; the axis does not fall. */
export interface PatternCurve {
  /** Of the reader: "pyfai", "fit2d", … */
  readonly formatId: string;
  /** For a legend: the title that the file gives itself, else its name. */
  readonly label: string;
  /** null where the file does not say its axis, or it is none of ours (an angle on the detector, a distance r in Å). */
  readonly radialUnit: RadialUnit | null;
  /** The axis in the file's own words, '' where it has none. */
  readonly axisLabel: string;
  readonly radial: Float64Array;
  /** NaN where nothing was measured. */
  readonly intensity: Float64Array;
  /** Standard errors, in the unit of the intensity; null where the file has none. */
  readonly sigma: Float64Array | null;
  /** m, where the file says it: for the conversion between 2θ and q. */
  readonly wavelength?: number;
  /** How many patterns the file holds; this is one of them. */
  readonly frameCount: number;
  /** One sentence each. */
  readonly warnings: readonly string[];
}
