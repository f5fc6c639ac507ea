/** Everything drawn over an image. Coordinates: px from the outer corner of pixel (0, 0), y downwards. */
export interface ImageOverlay {
  readonly rings?: readonly RingOverlay[];
  readonly points?: readonly PointsOverlay[];
  readonly beamCentre?: { readonly x: number; readonly y: number } | null;
  /** The point that the user clicked last. */
  readonly marker?: { readonly x: number; readonly y: number } | null;
  /** The cursor of another view, drawn as a small cross. */
  readonly cursor?: { readonly x: number; readonly y: number } | null;
}

/** An open or closed line, usually the places of one 2θ. */
export interface RingOverlay {
  /** x0, y0, x1, y1, …; NaN breaks the line. */
  readonly points: Float64Array | Float32Array;
  /** CSS colour or `var(--token)`; absent: --mark-ring. */
  readonly colour?: string;
  /** Usually the hkl. */
  readonly label?: string;
  readonly dashed?: boolean;
  /** CSS px; absent: 1. */
  readonly width?: number;
}

/** Points that belong together, usually those of one ring. */
export interface PointsOverlay {
  /** x0, y0, x1, y1, … */
  readonly points: Float64Array | Float32Array;
  readonly colour?: string;
  /** "dot": a filled square, cheap enough for ten thousands. */
  readonly shape?: 'circle' | 'cross' | 'dot';
  /** Diameter, CSS px; absent: 7. */
  readonly size?: number;
}
