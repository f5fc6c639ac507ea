import type { Rgb } from './figure.ts';

/** Names as matplotlib has them, since settings of other programs say them; dark enough for paper. */
export const NAMED_COLOURS: Readonly<Record<string, Rgb>> = {
  black: [0, 0, 0],
  blue: [0, 0, 255],
  cyan: [0, 170, 190],
  gray: [110, 118, 126],
  green: [0, 128, 0],
  grey: [110, 118, 126],
  magenta: [190, 0, 190],
  orange: [230, 120, 0],
  purple: [128, 0, 128],
  red: [214, 20, 20],
  yellow: [190, 150, 0],
};
