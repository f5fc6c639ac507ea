import { describe, expect, it } from 'vitest';
import { panCake, zoomCakeAt, zoomCakeToBox } from '../../../src-renderer/cake/cake-zoom.ts';
import { plotFrame } from '../../../src-shared/figure/plot-layout.ts';

const full = { x: [0, 40], y: [-180, 180] } as const;
/** 400 × 360 px: 10 px per unit of x, 1 px per degree. */
const frameOf = ({ x, y }: { readonly x: readonly [number, number]; readonly y: readonly [number, number] }) =>
  plotFrame(500, 400, { left: 60, right: 40, top: 10, bottom: 30 }, x, y);

describe('zoomCakeAt', () => {
  it('keeps the place under the pointer', () => {
    const next = zoomCakeAt(frameOf(full), { x: 160, y: 100 }, 2, full); // x = 10, χ = 90°
    expect(next.x).toEqual([5, 25]);
    expect(next.y).toEqual([-45, 135]);
  });

  it('zooms along one axis beside the picture', () => {
    expect(zoomCakeAt(frameOf(full), { x: 20, y: 190 }, 2, full)).toEqual({ x: [0, 40], y: [-90, 90] });
    expect(zoomCakeAt(frameOf(full), { x: 260, y: 390 }, 2, full)).toEqual({ x: [10, 30], y: [-180, 180] });
  });

  it('never shows more than there is', () => {
    expect(zoomCakeAt(frameOf({ x: [10, 20], y: [0, 90] }), { x: 100, y: 100 }, 1 / 100, full)).toEqual(full);
  });
});

describe('zoomCakeToBox', () => {
  it('shows what lies between the corners, in whatever order they come', () => {
    const wanted = { x: [10, 20], y: [0, 90] };
    expect(zoomCakeToBox(frameOf(full), { x: 160, y: 100 }, { x: 260, y: 190 }, full)).toEqual(wanted);
    expect(zoomCakeToBox(frameOf(full), { x: 260, y: 190 }, { x: 160, y: 100 }, full)).toEqual(wanted);
  });

  it('zooms along one axis where the box is thin, and nowhere where it is a point', () => {
    expect(zoomCakeToBox(frameOf(full), { x: 160, y: 100 }, { x: 260, y: 102 }, full)?.y).toEqual([-180, 180]);
    expect(zoomCakeToBox(frameOf(full), { x: 160, y: 100 }, { x: 162, y: 102 }, full)).toBeNull();
  });

  it('ends at the edge of the cake', () => {
    expect(zoomCakeToBox(frameOf(full), { x: 0, y: 100 }, { x: 160, y: 190 }, full)?.x).toEqual([0, 10]);
  });
});

describe('panCake', () => {
  it('moves with the pointer and stops at the ends', () => {
    const part = { x: [10, 20], y: [0, 90] } as const;
    // 40 px per unit and 4 px per degree.
    expect(panCake(frameOf(part), 40, 40, full)).toEqual({ x: [9, 19], y: [10, 100] });
    expect(panCake(frameOf(part), 4000, -4000, full)).toEqual({ x: [0, 10], y: [-180, -90] });
  });
});
