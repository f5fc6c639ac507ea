import type { RingSummary } from '../../src-shared/model/calibration-result.ts';

export type RingColumn =
  | 'ring'
  | 'hkl'
  | 'twoTheta'
  | 'dSpacing'
  | 'points'
  | 'rejected'
  | 'coverageDeg'
  | 'meanPx'
  | 'rmsPx'
  | 'rmsDeg'
  | 'state';

export interface RingOrder {
  readonly column: RingColumn;
  readonly isFalling: boolean;
}

/** What became of a ring, in words; in the order of sorting. */
export const RING_STATES: Readonly<Record<RingSummary['state'], string>> = {
  used: 'The geometry rests on its points',
  dropped: 'Its points do not fit the other rings',
  unused: 'Beyond the number of rings, or too close to another',
  unseen: 'Looked for in vain',
};
const STATE_ORDER = Object.keys(RING_STATES);

/** The order after a click on a heading: rising first, then falling. */
export function nextOrder(order: RingOrder, column: RingColumn): RingOrder {
  return { column, isFalling: order.column === column && !order.isFalling };
}

/** A sorted copy; rows without a value come last either way, equal ones by ring. */
export function sortedRings<Ring extends RingSummary>(rings: readonly Ring[], order: RingOrder): Ring[] {
  const direction = order.isFalling ? -1 : 1;
  return [...rings].sort((a, b) => {
    const [x, y] = [sortValue(a, order.column), sortValue(b, order.column)];
    if (x === null || y === null) return x === y ? a.ring - b.ring : x === null ? 1 : -1;
    return direction * compare(x, y) || a.ring - b.ring;
  });
}

/** Residuals sort by size: the worst ring is found at one end. */
function sortValue(ring: RingSummary, column: RingColumn): number | string | null {
  if (column === 'state') return STATE_ORDER.indexOf(ring.state);
  const value = ring[column];
  return column === 'meanPx' && typeof value === 'number' ? Math.abs(value) : value;
}

function compare(a: number | string, b: number | string): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a).localeCompare(String(b), 'en', { numeric: true });
}
