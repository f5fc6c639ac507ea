import { describe, expect, it } from 'vitest';
import {
  withAppended,
  withChange,
  withLayer,
  withMoved,
  type MaskLayers,
} from '../../../src-renderer/session/mask-layer-edits.ts';
import { regionOutline } from '../../../src-renderer/session/region-outline.ts';

const two = (): MaskLayers => {
  const { layers } = withLayer([], { kind: 'circle', x: 1, y: 2, radius: 3 }, 'add');
  return withLayer(layers, { kind: 'circle', x: 4, y: 5, radius: 6 }, 'subtract').layers;
};

describe('layers of a mask', () => {
  it('are called after their kind and numbered, with ids of their own', () => {
    expect(two().map(({ id, name, action }) => [id, name, action])).toEqual([
      [1, 'Circle', 'add'],
      [2, 'Circle 2', 'subtract'],
    ]);
  });

  it('never free by growing: an operation is what it is', () => {
    expect(withLayer([], { kind: 'grow', radius: 1 }, 'subtract').layers[0]!.action).toBe('add');
  });

  it('change one at a time and keep the others as they are', () => {
    const before = two();
    const after = withChange(before, 2, { enabled: false });
    expect(after[0]).toBe(before[0]);
    expect(after[1]!.enabled).toBe(false);
  });

  it('move by one place and stay where there is no place to go', () => {
    const before = two();
    expect(withMoved(before, 1, 1).map(({ id }) => id)).toEqual([2, 1]);
    expect(withMoved(before, 1, -1)).toBe(before);
  });

  it('get new ids when they come from a file', () => {
    expect(withAppended(two(), two()).map(({ id }) => id)).toEqual([1, 2, 3, 4]);
  });
});

describe('regionOutline', () => {
  it('goes round an ellipse at its half axes', () => {
    const points = regionOutline({ kind: 'ellipse', x: 10, y: 20, radiusX: 5, radiusY: 2, angleDeg: 90 })!;
    // Turned by 90°, the long half axis points down.
    expect(points[0]).toBeCloseTo(10, 12);
    expect(points[1]).toBeCloseTo(25, 12);
    for (let k = 0; k < points.length; k += 2)
      expect(((points[k + 1]! - 20) / 5) ** 2 + ((points[k]! - 10) / 2) ** 2).toBeCloseTo(1, 12);
  });

  it('closes an arc over its four corners', () => {
    const arc = { kind: 'arc', x: 0, y: 0, innerRadius: 10, outerRadius: 20, startDeg: 170, endDeg: -170 } as const;
    const points = regionOutline(arc)!;
    expect([points.at(-2), points.at(-1)]).toEqual([points[0], points[1]]);
    let westmost = 0;
    for (let k = 0; k < points.length; k += 2) {
      const radius = Math.hypot(points[k]!, points[k + 1]!);
      expect(radius).toBeGreaterThan(10 - 1e-9);
      westmost = Math.min(westmost, points[k]!);
    }
    expect(westmost).toBeCloseTo(-20, 12); // it goes through 180°, not the long way round
  });

  it('has none for what is no shape', () => {
    expect(regionOutline({ kind: 'invert' })).toBeNull();
  });
});
