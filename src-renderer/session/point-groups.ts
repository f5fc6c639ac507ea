import type { PointFile } from '../../src-shared/model/calibration-result.ts';
import type { PickedPoints, PointGroup } from '../../src-shared/model/schema-types.generated.ts';

/** Points of one ring that were picked together. Lists of groups are immutable: every function here returns a new one. */
export type PointGroups = readonly Readonly<PointGroup>[];

export interface Place {
  /** Column, px, corner origin */
  readonly x: number;
  /** Row, px, corner origin */
  readonly y: number;
}

interface ControlPoints {
  readonly rows: ArrayLike<number>;
  readonly columns: ArrayLike<number>;
  readonly rings: ArrayLike<number>;
}

/** The list with one more group; unchanged without points. */
export function withGroup(
  groups: PointGroups,
  group: Pick<PointGroup, 'ring' | 'origin'> & {
    readonly rows: ArrayLike<number>;
    readonly columns: ArrayLike<number>;
  },
): PointGroups {
  if (group.rows.length === 0) return groups;
  return [
    ...groups,
    {
      id: nextId(groups),
      ring: group.ring,
      origin: group.origin,
      rows: Array.from(group.rows),
      columns: Array.from(group.columns),
    },
  ];
}

/** One group per ring, e.g. from a file or from an extraction. */
export function groupsByRing(points: ControlPoints, origin: PointGroup['origin']): PointGroups {
  const rings = [...new Set(Array.from(points.rings))].sort((a, b) => a - b);
  let groups: PointGroups = [];
  for (const ring of rings) {
    const rows: number[] = [];
    const columns: number[] = [];
    for (let i = 0; i < points.rings.length; i++) {
      if (points.rings[i] !== ring) continue;
      rows.push(points.rows[i]!);
      columns.push(points.columns[i]!);
    }
    groups = withGroup(groups, { ring, origin, rows, columns });
  }
  return groups;
}

/** The groups of a file, as they were. @param ring  for points that the file gives none */
export function groupsOfFile({ points, groups: starts, withoutRing }: PointFile, ring: number): PointGroups {
  let groups: PointGroups = [];
  for (const [i, start] of starts.entries()) {
    const end = starts[i + 1] ?? points.rows.length;
    groups = withGroup(groups, {
      ring: points.rings[start] ?? ring,
      origin: 'file',
      rows: points.rows.slice(start, end),
      columns: points.columns.slice(start, end),
    });
  }
  return withGroup(groups, { ring, origin: 'file', ...withoutRing });
}

/** The list with other groups behind it, numbered on. */
export function joined(groups: PointGroups, others: PointGroups): PointGroups {
  const first = nextId(groups);
  return [...groups, ...others.map((group, i) => ({ ...group, id: first + i }))];
}

export function withoutGroup(groups: PointGroups, id: number): PointGroups {
  return groups.filter((group) => group.id !== id);
}

export function withRing(groups: PointGroups, id: number, ring: number): PointGroups {
  return groups.map((group) => (group.id === id && group.ring !== ring ? { ...group, ring } : group));
}

/** Takes away the points for which `isHit`; groups that lose all of them go. The same list if nothing was hit. */
export function withoutPoints(groups: PointGroups, isHit: (place: Place) => boolean): PointGroups {
  let hasChanged = false;
  const kept = groups.flatMap((group) => {
    const { inside, outside } = divided(group, isHit);
    if (inside.length === 0) return [group];
    hasChanged = true;
    return outside.length === 0 ? [] : [taken(group, outside)];
  });
  return hasChanged ? kept : groups;
}

/** Gives the points for which `isHit` to a ring: they leave their group for one of that ring. The same list if nothing changes. */
export function relabelled(groups: PointGroups, ring: number, isHit: (place: Place) => boolean): PointGroups {
  let hasChanged = false;
  let id = nextId(groups);
  const next = groups.flatMap((group) => {
    if (group.ring === ring) return [group];
    const { inside, outside } = divided(group, isHit);
    if (inside.length === 0) return [group];
    hasChanged = true;
    if (outside.length === 0) return [{ ...group, ring }];
    return [taken(group, outside), { ...taken(group, inside), id: id++, ring }];
  });
  return hasChanged ? next : groups;
}

/** Whether a place lies within `radius` px of the line between two places. */
export function nearStroke(from: Place, to: Place, radius: number): (place: Place) => boolean {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const length = dx * dx + dy * dy;
  return ({ x, y }) => {
    const along = length === 0 ? 0 : ((x - from.x) * dx + (y - from.y) * dy) / length;
    const t = Math.max(0, Math.min(1, along));
    return Math.hypot(x - from.x - t * dx, y - from.y - t * dy) <= radius;
  };
}

export function inBox(a: Place, b: Place): (place: Place) => boolean {
  const [left, right] = [Math.min(a.x, b.x), Math.max(a.x, b.x)];
  const [top, bottom] = [Math.min(a.y, b.y), Math.max(a.y, b.y)];
  return ({ x, y }) => x >= left && x <= right && y >= top && y <= bottom;
}

/** As the host wants them. */
export function pickedPoints(groups: PointGroups): PickedPoints {
  return {
    rows: groups.flatMap(({ rows }) => rows),
    columns: groups.flatMap(({ columns }) => columns),
    rings: groups.flatMap(({ rows, ring }) => rows.map(() => ring)),
  };
}

export function countPoints(groups: PointGroups): number {
  return groups.reduce((sum, { rows }) => sum + rows.length, 0);
}

function nextId(groups: PointGroups): number {
  return groups.reduce((highest, { id }) => Math.max(highest, id), 0) + 1;
}

function divided({ rows, columns }: Readonly<PointGroup>, isHit: (place: Place) => boolean) {
  const inside: number[] = [];
  const outside: number[] = [];
  for (const [i, y] of rows.entries()) (isHit({ x: columns[i]!, y }) ? inside : outside).push(i);
  return { inside, outside };
}

function taken(group: Readonly<PointGroup>, indices: readonly number[]): PointGroup {
  return {
    ...group,
    rows: indices.map((i) => group.rows[i]!),
    columns: indices.map((i) => group.columns[i]!),
  };
}
