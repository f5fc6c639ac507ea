const COLOURS = 6; // --plot-1 … --plot-6; neighbouring rings differ, also for colour-blind people

/** CSS colour of the points of a ring. */
export function ringColour(ring: number): string {
  return `var(--plot-${(ring % COLOURS) + 1})`;
}

/** Class that gives an element the colour of a ring, for marks in lists. */
export function ringClass(ring: number): string {
  return `ring-${(ring % COLOURS) + 1}`;
}
