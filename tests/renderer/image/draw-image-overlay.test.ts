import { expect, test } from 'vitest';
import { drawImageOverlay } from '../../../src-renderer/image/draw-image-overlay.ts';
import type { ImageOverlay } from '../../../src-renderer/image/image-overlay.ts';

type Stroke = readonly (readonly [command: 'M' | 'L', x: number, y: number])[];

/** Draws on a 400 × 300 pane that shows a 100 × 200 image at zoom 2, its corner at screen (0, 50). */
function draw(overlay: ImageOverlay) {
  const strokes: Stroke[] = [];
  const texts: { text: string; x: number; y: number }[] = [];
  let path: ['M' | 'L', number, number][] = [];
  const context = {
    beginPath: () => (path = []),
    moveTo: (x: number, y: number) => path.push(['M', x, y]),
    lineTo: (x: number, y: number) => path.push(['L', x, y]),
    arc: (x: number, y: number) => path.push(['M', x, y]),
    rect: (x: number, y: number) => path.push(['M', x, y]),
    stroke: () => strokes.push(path),
    setLineDash: () => {},
    measureText: () => ({ width: 20 }),
    strokeText: () => {},
    fillText: (text: string, x: number, y: number) => texts.push({ text, x, y }),
  } as unknown as CanvasRenderingContext2D;
  const theme = {
    ring: 'cyan',
    accent: 'blue',
    halo: 'black',
    font: 'serif',
    fontSize: 13,
    colour: (name: string) => name,
  };
  const view = { centreX: 100, centreY: 50, zoom: 2 };
  drawImageOverlay(context, overlay, [100, 200], view, { width: 400, height: 300 }, theme);
  return { strokes, texts };
}

test('a ring is drawn at the screen places of its points, y downwards', () => {
  const { strokes } = draw({ rings: [{ points: Float64Array.of(10, 10, 20, 10, 20, 30) }] });
  expect(strokes[0]).toEqual([
    ['M', 20, 70],
    ['L', 40, 70],
    ['L', 40, 110],
  ]);
});

test('NaN breaks a ring, and the edge of the image ends it', () => {
  const points = Float64Array.of(10, 10, 20, 10, Number.NaN, Number.NaN, 190, 50, 210, 50, 210, 60, 190, 60);
  const { strokes } = draw({ rings: [{ points }] });
  expect(strokes[0]).toEqual([
    ['M', 20, 70],
    ['L', 40, 70],
    ['M', 380, 150],
    ['L', 400, 150], // half way: the image ends at column 200
    ['M', 400, 170],
    ['L', 380, 170],
  ]);
});

test('steps too small to be seen are merged without losing the end', () => {
  const points = new Float64Array(2002);
  for (let i = 0; i <= 1000; i++) points.set([10 + i * 0.01, 10], 2 * i); // 10 px in steps of 0.02 screen px
  const [stroke] = draw({ rings: [{ points }] }).strokes;
  expect(stroke!.length).toBeLessThan(40);
  expect(stroke!.at(-1)![1]).toBeCloseTo(40, 9);
});

test('the label of a ring is written on it', () => {
  const ring = Float64Array.from({ length: 722 }, (_, i) => {
    const angle = (Math.floor(i / 2) * Math.PI) / 180;
    return i % 2 === 0 ? 100 + 40 * Math.cos(angle) : 50 + 40 * Math.sin(angle);
  });
  const { texts } = draw({ rings: [{ points: ring, label: '111' }], beamCentre: { x: 100, y: 50 } });
  expect(texts).toHaveLength(1);
  expect(texts[0]!.text).toBe('111');
  expect(Math.hypot(texts[0]!.x - 200, texts[0]!.y - 150)).toBeCloseTo(80, 1); // 40 px at zoom 2; chords of 1°
  expect(texts[0]!.x).toBeGreaterThan(200);
  expect(texts[0]!.y).toBeLessThan(150);
});

test('the beam centre is a circle and a cross at its place', () => {
  const [stroke] = draw({ beamCentre: { x: 30, y: 40 } }).strokes;
  expect(stroke![0]).toEqual(['M', 60, 130]);
  expect(stroke!.slice(1).every(([, x, y]) => x === 60 || y === 130)).toBe(true);
});

test('points beside the pane are not drawn', () => {
  const [stroke] = draw({ points: [{ points: Float64Array.of(10, 10, 5000, 10, Number.NaN, 3) }] }).strokes;
  expect(stroke!.filter(([, x]) => x > 400)).toEqual([]);
  expect(stroke).toHaveLength(2); // one circle: its start and its arc
});
