import { describe, expect, test } from 'vitest';
import {
  fitView,
  limitView,
  MAX_ZOOM,
  panBy,
  toImage,
  toScreen,
  zoomAt,
  zoomToBox,
} from '../../../src-renderer/image/image-view.ts';

const size = { width: 400, height: 300 };
const view = { centreX: 100, centreY: 50, zoom: 2 };

describe('the transform between image and screen', () => {
  test('puts the centre of the view in the middle of the pane', () => {
    expect(toScreen(view, size, { x: 100, y: 50 })).toEqual({ x: 200, y: 150 });
  });

  test('has y downwards and x to the right, two CSS px per image px at zoom 2', () => {
    expect(toScreen(view, size, { x: 103, y: 54 })).toEqual({ x: 206, y: 158 });
    expect(toImage(view, size, { x: 206, y: 158 })).toEqual({ x: 103, y: 54 });
  });
});

describe('fitView', () => {
  test('fills the narrower side, leaving 8 px on each side', () => {
    // 1043 rows on 300 − 16 px, 981 columns on 400 − 16 px: the rows decide.
    expect(fitView([1043, 981], size)).toEqual({ centreX: 490.5, centreY: 521.5, zoom: 284 / 1043 });
    expect(fitView([100, 981], size).zoom).toBe(384 / 981);
  });

  test('does not magnify a tiny image beyond the largest zoom', () => {
    expect(fitView([1, 1], size).zoom).toBe(MAX_ZOOM);
  });
});

describe('zoomAt', () => {
  test('keeps the image point under the cursor where it is', () => {
    const anchor = { x: 37, y: 281 };
    const before = toImage(view, size, anchor);
    const after = toImage(zoomAt(view, size, anchor, 1.7), size, anchor);
    expect(after.x).toBeCloseTo(before.x, 9); // rounding of doubles
    expect(after.y).toBeCloseTo(before.y, 9);
  });

  test('multiplies the zoom', () => {
    expect(zoomAt(view, size, { x: 0, y: 0 }, 0.5).zoom).toBe(1);
  });
});

test('panning to the right by 10 CSS px at zoom 2 shows 5 image px more on the left', () => {
  expect(panBy(view, 10, 0)).toEqual({ centreX: 95, centreY: 50, zoom: 2 });
  expect(panBy(view, 0, -4).centreY).toBe(52);
});

test('a zoom box fills the pane, from whichever corner it was drawn', () => {
  const next = zoomToBox(view, size, { x: 100, y: 100 }, { x: 200, y: 200 });
  // 50 × 50 image px about (75, 50); the height of 300 px allows 6 CSS px per image px.
  expect(next).toEqual({ centreX: 75, centreY: 50, zoom: 6 });
  expect(zoomToBox(view, size, { x: 200, y: 100 }, { x: 100, y: 200 })).toEqual(next);
});

describe('limitView', () => {
  const shape = [100, 200] as const;

  test('keeps the centre on the image', () => {
    expect(limitView({ centreX: -5, centreY: 120, zoom: 2 }, shape, size)).toEqual({
      centreX: 0,
      centreY: 100,
      zoom: 2,
    });
  });

  test('keeps the zoom between half the fitted size and the largest zoom', () => {
    const fitted = fitView(shape, size).zoom;
    expect(limitView({ ...view, zoom: fitted / 10 }, shape, size).zoom).toBe(fitted / 2);
    expect(limitView({ ...view, zoom: 1e6 }, shape, size).zoom).toBe(MAX_ZOOM);
  });
});
