import { expect, test } from 'vitest';
import { placeLabels } from '../../../src-renderer/image/ring-labels.ts';

const circle = (radius: number, x = 200, y = 150) =>
  Float64Array.from({ length: 722 }, (_, i) => {
    const angle = (Math.floor(i / 2) * Math.PI) / 180;
    return i % 2 === 0 ? x + radius * Math.cos(angle) : y + radius * Math.sin(angle);
  });
const area = { left: 0, top: 0, right: 400, bottom: 300 };
const label = { width: 24, height: 12 };

test('the label of a ring lies on it, to the upper right of the centre', () => {
  const [place] = placeLabels([{ points: circle(100), ...label }], area, { x: 200, y: 150 });
  expect(Math.hypot(place!.x - 200, place!.y - 150)).toBeCloseTo(100, 1); // chords of 1° lie 0.004 px inside
  // Segments are 1° long, so the middle of the best one is at most 0.5° off the diagonal.
  expect(Math.abs(Math.atan2(150 - place!.y, place!.x - 200) - Math.PI / 4)).toBeLessThan(0.009);
});

test('labels of crowded rings do not touch one another', () => {
  const requests = Array.from({ length: 20 }, (_, i) => ({ points: circle(60 + 4 * i), ...label }));
  const places = placeLabels(requests, area, { x: 200, y: 150 });
  expect(places.length).toBeGreaterThan(5);
  for (const a of places)
    for (const b of places)
      if (a !== b) expect(Math.abs(a.x - b.x) >= label.width || Math.abs(a.y - b.y) >= label.height).toBe(true);
});

test('labels stay whole inside the area', () => {
  const requests = Array.from({ length: 12 }, (_, i) => ({ points: circle(40 + 20 * i), ...label }));
  for (const { x, y } of placeLabels(requests, area, { x: 200, y: 150 })) {
    expect(x).toBeGreaterThanOrEqual(12);
    expect(x).toBeLessThanOrEqual(388);
    expect(y).toBeGreaterThanOrEqual(6);
    expect(y).toBeLessThanOrEqual(294);
  }
});

test('a ring out of sight has no label', () => {
  expect(placeLabels([{ points: circle(20, 900, 900), ...label }], area, { x: 900, y: 900 })).toEqual([]);
});
