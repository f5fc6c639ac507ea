import type { MaskRegion } from '../../src-shared/model/schema-types.generated.ts';

interface Place {
  readonly x: number;
  readonly y: number;
}

export type PlacedKind = 'rectangle' | 'circle' | 'ellipse' | 'polygon' | 'arc';

/**
 * The shape that a tool places without a pointer, to be typed or moved into place: about `centre`, an arc about the beam.
 *
 * @param reach  half its width, px
 */
export function placedShape(kind: PlacedKind, { x, y }: Place, reach: number, beam: Place = { x, y }): MaskRegion {
  switch (kind) {
    case 'rectangle':
      return { kind, x1: x - reach, y1: y - reach, x2: x + reach, y2: y + reach };
    case 'circle':
      return { kind, x, y, radius: reach };
    case 'ellipse':
      return { kind, x, y, radiusX: reach, radiusY: reach / 2, angleDeg: 0 };
    case 'polygon':
      return { kind, points: [x - reach, y, x, y - reach, x + reach, y, x, y + reach] };
    case 'arc':
      return {
        kind,
        ...{ x: beam.x, y: beam.y, innerRadius: reach, outerRadius: 2 * reach },
        ...{ startDeg: -30, endDeg: 30 },
      };
  }
}
