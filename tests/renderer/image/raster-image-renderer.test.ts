import { expect, test } from 'vitest';
import { createRasterImageRenderer } from '../../../src-renderer/image/raster-image-renderer.ts';
import { colourTable } from '../../../src-shared/figure/colour-maps.ts';
import { scaleConstants } from '../../../src-shared/figure/intensity-scale.ts';
import type { DrawSettings } from '../../../src-renderer/image/image-renderer.ts';

const WIDTH = 40;
const HEIGHT = 30;

function createRenderer() {
  let shown = new Uint8ClampedArray();
  const context = {
    createImageData: (width: number, height: number) => ({
      width,
      height,
      data: new Uint8ClampedArray(4 * width * height),
    }),
    putImageData: (image: ImageData) => (shown = image.data.slice()),
  };
  const canvas = { getContext: () => context } as unknown as HTMLCanvasElement;
  const renderer = createRasterImageRenderer(canvas)!;
  const samples = Uint16Array.from({ length: 64 * 64 }, (_, i) => (i * 40503) % 4096);
  renderer.setFrame({ samples, shape: [64, 64] });
  return { renderer, shown: () => shown };
}

const settings = (centreX: number, centreY: number, zoom = 1): DrawSettings => ({
  view: { centreX, centreY, zoom },
  width: WIDTH,
  height: HEIGHT,
  pixelRatio: 1,
  constants: scaleConstants('linear', [0, 4096]),
  colours: colourTable('viridis'),
  background: [0, 0, 0, 1],
  noData: [0, 0, 0, 1],
  maskColour: [1, 0, 0, 0.5],
  clippedColour: [0, 1, 0, 1],
});

test.each([0.6, 1, 3])('a picture that was panned equals one drawn afresh, at zoom %d', (zoom) => {
  const panned = createRenderer();
  let [x, y] = [32.123, 31.77]; // no pixel edge exactly on a screen pixel: rounding would decide
  panned.renderer.draw(settings(x, y, zoom));
  // Screen px right and down, among them none, one axis only, half a px, and more than the pane.
  for (const [dx, dy] of [
    [3, 0],
    [0, -4],
    [-7, 5],
    [12, -9],
    [0, 0],
    [0.5, 0.5],
    [-100, 2],
    [1, 1],
  ] as const) {
    x += dx / zoom;
    y += dy / zoom;
    panned.renderer.draw(settings(x, y, zoom));
    const fresh = createRenderer();
    fresh.renderer.draw(settings(x, y, zoom));
    expect(panned.shown(), `after (${dx}, ${dy})`).toEqual(fresh.shown());
  }
});

test('a new frame, mask or level is drawn at the same place', () => {
  const { renderer, shown } = createRenderer();
  renderer.draw(settings(32, 32));
  const first = shown();
  renderer.draw({ ...settings(32, 32), constants: scaleConstants('linear', [0, 500]) });
  expect(shown()).not.toEqual(first);
  renderer.setMask(new Uint8Array(64 * 64).fill(1));
  renderer.draw(settings(32, 32));
  expect(shown()).not.toEqual(first);
  renderer.setMask(null);
  renderer.draw(settings(32, 32));
  expect(shown()).toEqual(first);
});
