import { describe, expect, it } from 'vitest';
import { placedShape } from '../../../src-renderer/session/placed-shape.ts';
import { rasterizeMask } from '../../../src-shared/mask/rasterize-mask.ts';

describe('placedShape', () => {
  const count = (...given: Parameters<typeof placedShape>): number =>
    rasterizeMask(
      [{ id: 1, name: 'placed', enabled: true, action: 'add', region: placedShape(...given) }],
      [100, 100],
    ).reduce((sum, value) => sum + value, 0);
  const middle = { x: 50, y: 50 };

  it('has the area that its kind and reach say', () => {
    expect(count('rectangle', middle, 10)).toBe(400);
    // Pixels whose centres lie inside: areas to the perimeter's share of half pixels.
    expect(Math.abs(count('circle', middle, 10) - Math.PI * 100)).toBeLessThan(8);
    expect(Math.abs(count('ellipse', middle, 10) - Math.PI * 50)).toBeLessThan(8);
    expect(Math.abs(count('polygon', middle, 10) - 200)).toBeLessThan(21);
    // A sixth of a ring from 10 to 20 px.
    expect(Math.abs(count('arc', middle, 10) - (Math.PI * 300) / 6)).toBeLessThan(12);
  });

  it('lies about the beam if it is an arc', () => {
    expect(placedShape('arc', middle, 10, { x: 3, y: 4 })).toMatchObject({ x: 3, y: 4 });
  });
});
