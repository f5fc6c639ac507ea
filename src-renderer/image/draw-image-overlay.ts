import type { Shape } from '../../src-shared/model/detector-image.ts';
import type { ImageOverlay, PointsOverlay, RingOverlay } from './image-overlay.ts';
import { toScreen, type ImageView, type Point, type Size } from './image-view.ts';
import { clipSegment, type Rectangle } from './clip-segment.ts';
import { placeLabels } from './ring-labels.ts';

export interface OverlayTheme {
  readonly ring: string;
  readonly accent: string;
  /** Behind labels and marks, so that they stand out on any colour map. */
  readonly halo: string;
  readonly font: string;
  /** CSS px */
  readonly fontSize: number;
  /** Resolves `var(--token)`. */
  readonly colour: (name: string) => string;
}

const SHORTEST_STEP = 0.7; // CSS px; shorter steps of a line are merged

/** Draws in CSS px: the context must be scaled by the device pixel ratio. Rings end at the edge of the image. */
export function drawImageOverlay(
  context: CanvasRenderingContext2D,
  overlay: ImageOverlay,
  shape: Shape,
  view: ImageView,
  size: Size,
  theme: OverlayTheme,
): void {
  context.lineJoin = 'round';
  context.lineCap = 'round';
  const rings = overlay.rings ?? [];
  const lines = rings.map((ring) => screenLine(ring.points, view, size));
  const area = imageArea(shape, view, size);
  for (const [i, ring] of rings.entries()) drawRing(context, lines[i]!, ring, area, theme);
  for (const group of overlay.points ?? []) drawPoints(context, group, view, size, theme);
  drawRingLabels(context, rings, lines, overlay, area, view, size, theme);
  if (overlay.beamCentre) drawBeamCentre(context, toScreen(view, size, overlay.beamCentre), theme);
  if (overlay.cursor) drawCross(context, toScreen(view, size, overlay.cursor), 9, 3, theme.accent, theme.halo);
  if (overlay.marker) drawMarker(context, toScreen(view, size, overlay.marker), theme);
}

/** The visible part of the image, CSS px. */
function imageArea([rows, columns]: Shape, view: ImageView, size: Size): Rectangle {
  const from = toScreen(view, size, { x: 0, y: 0 });
  const to = toScreen(view, size, { x: columns, y: rows });
  return {
    left: Math.max(0, from.x),
    top: Math.max(0, from.y),
    right: Math.min(size.width, to.x),
    bottom: Math.min(size.height, to.y),
  };
}

function screenLine(points: Float64Array | Float32Array, view: ImageView, size: Size): Float64Array {
  const line = new Float64Array(points.length);
  for (let i = 0; i + 1 < points.length; i += 2) {
    line[i] = (points[i]! - view.centreX) * view.zoom + size.width / 2;
    line[i + 1] = (points[i + 1]! - view.centreY) * view.zoom + size.height / 2;
  }
  return line;
}

function drawRing(
  context: CanvasRenderingContext2D,
  line: Float64Array,
  ring: RingOverlay,
  area: Rectangle,
  theme: OverlayTheme,
) {
  let isDown = false;
  let lastX = Number.NaN;
  let lastY = Number.NaN;
  context.beginPath();
  for (let i = 0; i + 3 < line.length; i += 2) {
    const x0 = isDown ? lastX : line[i]!;
    const y0 = isDown ? lastY : line[i + 1]!;
    const x1 = line[i + 2]!;
    const y1 = line[i + 3]!;
    if (!Number.isFinite(x0 + y0 + x1 + y1)) {
      isDown = false;
      continue;
    }
    const isLast = i + 5 >= line.length || Number.isNaN(line[i + 4]!);
    if (isDown && !isLast && Math.abs(x1 - x0) + Math.abs(y1 - y0) < SHORTEST_STEP) continue;
    // Segments far outside cost time and, at high zoom, overflow the rasteriser: only the visible part is drawn.
    const part = clipSegment(x0, y0, x1, y1, area);
    if (!part) {
      isDown = false;
      continue;
    }
    if (!isDown || part[0] > 0) context.moveTo(x0 + part[0] * (x1 - x0), y0 + part[0] * (y1 - y0));
    context.lineTo(x0 + part[1] * (x1 - x0), y0 + part[1] * (y1 - y0));
    isDown = part[1] === 1;
    lastX = x1;
    lastY = y1;
  }
  context.setLineDash(ring.dashed ? [4, 4] : []);
  context.lineWidth = ring.width ?? 1;
  context.strokeStyle = ring.colour ? theme.colour(ring.colour) : theme.ring;
  context.stroke();
  context.setLineDash([]);
}

function drawRingLabels(
  context: CanvasRenderingContext2D,
  rings: readonly RingOverlay[],
  lines: readonly Float64Array[],
  overlay: ImageOverlay,
  image: Rectangle,
  view: ImageView,
  size: Size,
  theme: OverlayTheme,
) {
  const labelled = rings.flatMap((ring, i) => (ring.label ? [{ ring, label: ring.label, line: lines[i]! }] : []));
  if (labelled.length === 0) return;
  const textSize = Math.max(10, theme.fontSize - 1);
  context.font = `${textSize}px ${theme.font}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  const requests = labelled.map(({ label, line }) => ({
    points: line,
    width: context.measureText(label).width,
    height: textSize,
  }));
  const centre = overlay.beamCentre ? toScreen(view, size, overlay.beamCentre) : middleOf(lines[0]!);
  const area = { left: image.left + 4, top: image.top + 4, right: image.right - 4, bottom: image.bottom - 4 };
  context.lineWidth = 3;
  context.strokeStyle = theme.halo;
  for (const { index, x, y } of placeLabels(requests, area, centre)) {
    const { ring, label } = labelled[index]!;
    context.strokeText(label, x, y);
    context.fillStyle = ring.colour ? theme.colour(ring.colour) : theme.ring;
    context.fillText(label, x, y);
  }
}

/** Of the bounding box: near enough to the centre of a ring for the choice of a place. */
function middleOf(line: Float64Array): Point {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i + 1 < line.length; i += 2) {
    if (Number.isNaN(line[i]!)) continue;
    left = Math.min(left, line[i]!);
    right = Math.max(right, line[i]!);
    top = Math.min(top, line[i + 1]!);
    bottom = Math.max(bottom, line[i + 1]!);
  }
  return { x: (left + right) / 2, y: (top + bottom) / 2 };
}

function drawPoints(
  context: CanvasRenderingContext2D,
  group: PointsOverlay,
  view: ImageView,
  size: Size,
  theme: OverlayTheme,
) {
  const radius = (group.size ?? 7) / 2;
  if (group.shape === 'dot') {
    drawDots(context, group, radius, view, size, theme);
    return;
  }
  context.beginPath();
  for (let i = 0; i + 1 < group.points.length; i += 2) {
    const { x, y } = toScreen(view, size, { x: group.points[i]!, y: group.points[i + 1]! });
    if (!(x > -radius && x < size.width + radius && y > -radius && y < size.height + radius)) continue;
    if (group.shape === 'cross') {
      context.moveTo(x - radius, y);
      context.lineTo(x + radius, y);
      context.moveTo(x, y - radius);
      context.lineTo(x, y + radius);
    } else {
      context.moveTo(x + radius, y);
      context.arc(x, y, radius, 0, 2 * Math.PI);
    }
  }
  strokeWithHalo(context, group.colour ? theme.colour(group.colour) : theme.accent, theme.halo, 1.5);
}

function drawDots(
  context: CanvasRenderingContext2D,
  group: PointsOverlay,
  radius: number,
  view: ImageView,
  size: Size,
  theme: OverlayTheme,
) {
  for (const [half, colour] of [
    [radius + 0.5, theme.halo],
    [radius, group.colour ? theme.colour(group.colour) : theme.accent],
  ] as const) {
    context.beginPath();
    for (let i = 0; i + 1 < group.points.length; i += 2) {
      const { x, y } = toScreen(view, size, { x: group.points[i]!, y: group.points[i + 1]! });
      if (x > -half && x < size.width + half && y > -half && y < size.height + half)
        context.rect(x - half, y - half, 2 * half, 2 * half);
    }
    context.fillStyle = colour;
    context.fill();
  }
}

/** The circle that a stroke covers, around the pointer; CSS px. */
export function drawBrush(context: CanvasRenderingContext2D, { x, y }: Point, radius: number, colour: string): void {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  strokeWithHalo(context, colour, 'rgb(0 0 0 / 55%)', 1);
}

function drawBeamCentre(context: CanvasRenderingContext2D, { x, y }: Point, theme: OverlayTheme) {
  context.beginPath();
  context.arc(x, y, 6, 0, 2 * Math.PI);
  crossPath(context, x, y, 12, 3);
  strokeWithHalo(context, theme.ring, theme.halo, 1.5);
}

function drawMarker(context: CanvasRenderingContext2D, { x, y }: Point, theme: OverlayTheme) {
  context.beginPath();
  context.rect(x - 5, y - 5, 10, 10);
  crossPath(context, x, y, 11, 5);
  strokeWithHalo(context, theme.accent, theme.halo, 1.5);
}

function drawCross(
  context: CanvasRenderingContext2D,
  { x, y }: Point,
  length: number,
  hole: number,
  colour: string,
  halo: string,
) {
  context.beginPath();
  crossPath(context, x, y, length, hole);
  strokeWithHalo(context, colour, halo, 1.5);
}

/** Four arms that leave the middle free, where the user looks. */
function crossPath(context: CanvasRenderingContext2D, x: number, y: number, length: number, hole: number) {
  for (const [dx, dy] of [
    [1, 0],
    [-1, 0],
    [0, 1],
    [0, -1],
  ] as const) {
    context.moveTo(x + dx * hole, y + dy * hole);
    context.lineTo(x + dx * length, y + dy * length);
  }
}

function strokeWithHalo(context: CanvasRenderingContext2D, colour: string, halo: string, width: number) {
  context.lineWidth = width + 2;
  context.strokeStyle = halo;
  context.stroke();
  context.lineWidth = width;
  context.strokeStyle = colour;
  context.stroke();
}
