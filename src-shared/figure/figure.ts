/**
 * A drawing as a list of what stands on it, from back to front. Lengths are in points of 1/72 inch, from the top left
 * corner; x to the right, y downwards. One list becomes SVG, PDF or PNG, so that all three show the same.
 */
export interface Figure {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly items: readonly FigureItem[];
}

export type FigureItem = FigureLine | FigureArea | FigureText | FigureRaster | FigureClip;

export interface FigureLine {
  readonly kind: 'line';
  /** x0, y0, x1, y1, …; NaN interrupts the line. */
  readonly points: ArrayLike<number>;
  readonly colour: Rgb;
  readonly width: number;
  /** Lengths drawn and left out. */
  readonly dash?: readonly [number, number];
}

export interface FigureArea {
  readonly kind: 'area';
  /** Closed outline: x0, y0, x1, y1, … */
  readonly points: ArrayLike<number>;
  readonly colour: Rgb;
  /** Absent: 1. */
  readonly opacity?: number;
}

export interface FigureText {
  readonly kind: 'text';
  readonly x: number;
  /** Of the base line. */
  readonly y: number;
  readonly text: string;
  /** Height of the type. */
  readonly size: number;
  readonly colour: Rgb;
  readonly anchor: 'start' | 'middle' | 'end';
  /** Whether it reads from bottom to top. */
  readonly upright?: boolean;
}

/** Pixels that fill a rectangle, row 0 on top. */
export interface FigureRaster {
  readonly kind: 'raster';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Rows and columns. */
  readonly shape: readonly [number, number];
  /** Red, green, blue of each pixel, 0 to 255. */
  readonly rgb: Uint8Array;
}

/** Items of which only the part in a rectangle is seen. */
export interface FigureClip {
  readonly kind: 'clip';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly items: readonly FigureItem[];
}

/** 0 to 255 each. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** Colours of a drawing on paper. */
export const INK: Rgb = [31, 35, 40];
export const FAINT: Rgb = [222, 225, 229];
export const PAPER: Rgb = [255, 255, 255];

/** Colours of curves that the colour-blind can tell apart and that hold up in print, after Okabe and Ito (2008). */
export const CURVE_COLOURS: readonly Rgb[] = [
  [0, 94, 162],
  [197, 75, 0],
  [0, 125, 92],
  [168, 78, 132],
  [176, 124, 0],
  [40, 146, 208],
];

/** A circle as an outline. */
export function circleOutline(x: number, y: number, radius: number): number[] {
  return Array.from({ length: 16 }, (_, k) => {
    const angle = (k * Math.PI) / 8;
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
  }).flat();
}

export function rectangleOutline(x: number, y: number, width: number, height: number): number[] {
  return [x, y, x + width, y, x + width, y + height, x, y + height];
}

/** Calls back with each stretch of a line between interruptions. */
export function eachStretch(points: ArrayLike<number>, draw: (from: number, to: number) => void): void {
  let from = 0;
  for (let i = 0; i <= points.length; i += 2) {
    if (i < points.length && Number.isFinite(points[i]! + points[i + 1]!)) continue;
    if (i - from >= 4) draw(from, i);
    from = i + 2;
  }
}
