const COLOURS = 6; // neighbouring rings differ, also for colour-blind people

/** CSS colour of the points of a ring on the image. */
export function ringColour(ring: number): string {
  return `var(--mark-${(ring % COLOURS) + 1})`;
}

/** Class that gives an element the colour of a ring, for marks in lists. */
export function ringClass(ring: number): string {
  return `ring-${(ring % COLOURS) + 1}`;
}
