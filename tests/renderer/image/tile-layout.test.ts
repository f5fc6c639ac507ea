import { expect, test } from 'vitest';
import { layOutTiles } from '../../../src-renderer/image/tile-layout.ts';

test('tiles cover every pixel exactly once and none is larger than the limit', () => {
  const covered = new Uint8Array(10 * 23);
  for (const { x, y, width, height } of layOutTiles([10, 23], 8)) {
    expect(Math.max(width, height)).toBeLessThanOrEqual(8);
    for (let j = y; j < y + height; j++) for (let i = x; i < x + width; i++) covered[j * 23 + i]!++;
  }
  expect(covered.every((count) => count === 1)).toBe(true);
});

test('an image within the limit is one tile', () => {
  expect(layOutTiles([1043, 981], 8192)).toEqual([{ x: 0, y: 0, width: 981, height: 1043 }]);
});
