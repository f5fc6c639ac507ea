/** CSS px or any other plane. */
export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * The part of a segment inside a rectangle, as fractions of its length.
 *
 * @returns null if the segment does not touch the rectangle
 *
 * Source: Liang & Barsky (1984), ACM Trans. Graph. 3, 1, doi:10.1145/357332.357333
 */
export function clipSegment(
  x0: number,
  y0: number,
  x1: number,
  y1: number,
  area: Rectangle,
): readonly [from: number, to: number] | null {
  let from = 0;
  let to = 1;
  const dx = x1 - x0;
  const dy = y1 - y0;
  const edges = [-dx, x0 - area.left, dx, area.right - x0, -dy, y0 - area.top, dy, area.bottom - y0];
  for (let i = 0; i < 8; i += 2) {
    const slope = edges[i]!;
    const room = edges[i + 1]!;
    if (slope === 0) {
      if (room < 0) return null;
      continue;
    }
    const at = room / slope;
    if (slope < 0) from = Math.max(from, at);
    else to = Math.min(to, at);
    if (!(from <= to)) return null;
  }
  return [from, to];
}
