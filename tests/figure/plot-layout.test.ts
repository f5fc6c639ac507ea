import { expect, test } from 'vitest';
import {
  placeX,
  placeY,
  plotFrame,
  screenX,
  screenY,
  shiftInterval,
  zoomInterval,
} from '../../src-shared/figure/plot-layout.ts';

const frame = plotFrame(500, 300, { left: 60, right: 40, top: 10, bottom: 40 }, [5, 15], [0, 100]);

test('x runs to the right and y upwards between the margins', () => {
  expect([screenX(frame, 5), screenX(frame, 15)]).toEqual([60, 460]);
  expect([screenY(frame, 0), screenY(frame, 100)]).toEqual([260, 10]);
  expect(placeX(frame, screenX(frame, 7.5))).toBe(7.5);
  expect(placeY(frame, screenY(frame, 25))).toBe(25);
});

test('zooming keeps the place under the cursor and the proportion of both sides', () => {
  expect(zoomInterval([0, 10], 2, 2, [0, 10])).toEqual([1, 6]);
});

test('zooming out stops at the full range', () => {
  expect(zoomInterval([2, 4], 3, 0.01, [0, 10])).toEqual([0, 10]);
  expect(zoomInterval([0, 2], 2, 0.5, [0, 10])).toEqual([0, 4]); // shifted: it would begin at −2
});

test('panning stops at the ends', () => {
  expect(shiftInterval([2, 4], 3, [0, 10])).toEqual([5, 7]);
  expect(shiftInterval([2, 4], -9, [0, 10])).toEqual([0, 2]);
  expect(shiftInterval([2, 4], 9, [0, 10])).toEqual([8, 10]);
});
