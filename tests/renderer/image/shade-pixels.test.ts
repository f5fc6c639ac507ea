import { describe, expect, test } from 'vitest';
import { shadePixels } from '../../../src-renderer/image/shade-pixels.ts';
import { colourTable } from '../../../src-shared/figure/colour-maps.ts';
import { scaleConstants } from '../../../src-shared/figure/intensity-scale.ts';
import type { DisplayFrame, DrawSettings } from '../../../src-renderer/image/image-renderer.ts';

/** Red channel of each pixel; grey colour map, levels 0–255: the value itself. */
function shade(
  frame: DisplayFrame,
  width: number,
  height: number,
  zoom: number,
  mask = new Uint8Array(frame.samples.length),
) {
  const [rows, columns] = frame.shape;
  const settings: DrawSettings = {
    view: { centreX: columns / 2, centreY: rows / 2, zoom },
    width,
    height,
    pixelRatio: 1,
    constants: scaleConstants('linear', [0, 255]),
    colours: colourTable('grey'),
    background: [1 / 255, 0, 0, 1],
    noData: [2 / 255, 0, 0, 1],
    maskColour: [1, 0, 0, 0.5],
    clippedColour: [0, 1, 0, 1],
  };
  const words = new Uint32Array(width * height);
  const step = 1 / zoom;
  const left = columns / 2 - (width / 2) * step;
  const top = rows / 2 - (height / 2) * step;
  shadePixels(frame, mask, settings, left, top, { x0: 0, y0: 0, x1: width, y1: height }, words);
  return Array.from(words, (word) => word & 255);
}

describe('shadePixels', () => {
  test('draws row 0 on top and column 0 on the left, each pixel a square', () => {
    const frame = { samples: Uint8Array.of(10, 20, 30, 40), shape: [2, 2] as const };
    expect(shade(frame, 4, 4, 2)).toEqual([10, 10, 20, 20, 10, 10, 20, 20, 30, 30, 40, 40, 30, 30, 40, 40]);
  });

  test('shows the background beside the image', () => {
    const frame = { samples: Uint8Array.of(10, 20), shape: [1, 2] as const };
    expect(shade(frame, 4, 1, 1)).toEqual([1, 10, 20, 1]);
  });

  test('shows the mean of the pixels that fall on a screen pixel', () => {
    const frame = { samples: Uint16Array.of(0, 40, 80, 120), shape: [2, 2] as const };
    expect(shade(frame, 1, 1, 0.5)).toEqual([60]);
  });

  test('leaves NaN and the masked value out of the mean, and marks a screen pixel without any data', () => {
    const samples = Float32Array.of(Number.NaN, 50, 70, 99);
    expect(shade({ samples, shape: [2, 2], metadata: { maskedValue: 99 } }, 1, 1, 0.5)).toEqual([60]);
    expect(shade({ samples: Float32Array.of(Number.NaN), shape: [1, 1] }, 1, 1, 1)).toEqual([2]);
    expect(shade({ samples: Uint16Array.of(65535), shape: [1, 1], metadata: { maskedValue: 65535 } }, 1, 1, 1)).toEqual(
      [2],
    );
  });

  test('takes values below a negative masked value for gaps as well', () => {
    const samples = Int32Array.of(-2, -1, 0, 7);
    expect(shade({ samples, shape: [1, 4], metadata: { maskedValue: -1 } }, 4, 1, 1)).toEqual([2, 2, 0, 7]);
  });

  test('tints masked pixels by the share of a screen pixel that is masked', () => {
    const frame = { samples: Uint8Array.of(55, 55, 55, 55), shape: [2, 2] as const };
    expect(shade(frame, 2, 2, 1, Uint8Array.of(0, 1, 0, 0))).toEqual([55, 155, 55, 55]); // 55 + (255 − 55)/2
    expect(shade(frame, 1, 1, 0.5, Uint8Array.of(0, 1, 0, 0))).toEqual([80]); // a quarter of that
  });

  test('shows masked pixels below zero as gaps, and those that are not masked as counts', () => {
    const frame = { samples: Int32Array.of(-1, -1, 0, 9), shape: [1, 4] as const };
    expect(shade(frame, 4, 1, 1, Uint8Array.of(1, 0, 0, 0))).toEqual([2, 0, 0, 9]);
  });
});
