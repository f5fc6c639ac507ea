import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { beamCentre } from '../../src-shared/geometry/beam-centre.ts';
import type { MaskRegion } from '../../src-shared/model/schema-types.generated.ts';
import { useDocumentStore } from './document-store.ts';
import { useImageStore } from './image-store.ts';
import { useMaskLayerStore } from './mask-layer-store.ts';
import { placedShape } from './placed-shape.ts';

export type MaskTool = 'rectangle' | 'circle' | 'ellipse' | 'polygon' | 'arc' | 'brush' | 'point';

interface Place {
  readonly x: number;
  readonly y: number;
}

/** Of the shorter side of the image: half the width of a shape that is placed without a pointer. */
const PLACED_REACH = 0.1;
/** Px within which a click closes a polygon at its first corner; less where the picture is large. */
const CLOSING_DISTANCE = 6;

/** What the pointer draws on the image while one masks. A shape under way is shown and becomes a layer when it is done. */
export const useMaskToolStore = defineStore('mask-tool', () => {
  const documents = useDocumentStore();
  const image = useImageStore();
  const layers = useMaskLayerStore();
  const tool = shallowRef<MaskTool | null>(null);
  /** Half the width of the brush, px. */
  const brushRadius = shallowRef(5);
  /** Shape that is being dragged. */
  const draft = shallowRef<MaskRegion>();
  /** Places clicked so far, of a polygon or an arc. */
  const corners = shallowRef<readonly Place[]>([]);
  let dragStart: Place | undefined;
  /** The rest of a drag that was given up draws nothing. */
  let isGivenUp = false;
  let stroke: { readonly id: number; readonly mergeKey: string } | undefined;

  const isDragged = computed(
    () => tool.value !== null && ['rectangle', 'circle', 'ellipse', 'brush'].includes(tool.value),
  );
  const isClicked = computed(() => tool.value !== null && !isDragged.value);
  /** Counts the shapes drawn. */
  const drawn = shallowRef(0);

  function choose(next: MaskTool | null): void {
    tool.value = tool.value === next ? null : next;
    corners.value = [];
    draft.value = undefined;
    dragStart = undefined;
    stroke = undefined;
    isGivenUp = false;
  }

  function draggedShape(from: Place, to: Place): MaskRegion {
    if (tool.value === 'circle')
      return {
        kind: 'circle',
        x: round(from.x),
        y: round(from.y),
        radius: round(Math.hypot(to.x - from.x, to.y - from.y)),
      };
    if (tool.value === 'ellipse')
      return {
        kind: 'ellipse',
        x: round((from.x + to.x) / 2),
        y: round((from.y + to.y) / 2),
        radiusX: round(Math.abs(to.x - from.x) / 2),
        radiusY: round(Math.abs(to.y - from.y) / 2),
        angleDeg: 0,
      };
    return { kind: 'rectangle', x1: round(from.x), y1: round(from.y), x2: round(to.x), y2: round(to.y) };
  }

  function paint(from: Place, to: Place): void {
    const start = [round(from.x), round(from.y)];
    const piece = from.x === to.x && from.y === to.y ? [] : [round(to.x), round(to.y)];
    if (!stroke) {
      const mergeKey = layers.nextEdit();
      const points = [...start, ...piece];
      const { selected } = layers;
      // Strokes go on in the layer that is selected, as long as it does what the brush is to do.
      if (selected?.region.kind === 'brush' && selected.action === layers.action && selected.enabled) {
        const strokes = [...selected.region.strokes, { radius: brushRadius.value, points }];
        layers.changeRegion(selected.id, { kind: 'brush', strokes }, mergeKey);
        stroke = { id: selected.id, mergeKey };
      } else {
        const region: MaskRegion = { kind: 'brush', strokes: [{ radius: brushRadius.value, points }] };
        stroke = { id: layers.add(region, undefined, mergeKey), mergeKey };
      }
      return;
    }
    const layer = layers.layers.find(({ id }) => id === stroke?.id);
    if (layer?.region.kind !== 'brush') return;
    const { strokes } = layer.region;
    const last = strokes.at(-1);
    if (!last) return;
    const extended = { ...last, points: [...last.points, ...piece] };
    layers.changeRegion(layer.id, { kind: 'brush', strokes: [...strokes.slice(0, -1), extended] }, stroke.mergeKey);
  }

  function closePolygon(): void {
    const places = corners.value;
    corners.value = [];
    if (places.length < 3) return;
    addShape({ kind: 'polygon', points: places.flatMap(({ x, y }) => [round(x), round(y)]) });
  }

  function addShape(region: MaskRegion): void {
    layers.add(region);
    drawn.value++;
  }

  /** Arcs are about the beam where it is known, else about the first click. */
  const beam = computed<Place | undefined>(() => {
    const calibration = documents.calibration?.calibration;
    const { shape } = image;
    const found = calibration && shape ? beamCentre(calibration, shape) : null;
    return found ? { x: found[0], y: found[1] } : undefined;
  });

  function arcThrough(places: readonly Place[]): MaskRegion | undefined {
    const [centre, first, second] = beam.value ? [beam.value, ...places] : places;
    if (!centre || !first || !second) return undefined;
    const polar = ({ x, y }: Place) => ({
      radius: Math.hypot(x - centre.x, y - centre.y),
      angle: (Math.atan2(y - centre.y, x - centre.x) * 180) / Math.PI,
    });
    const [a, b] = [polar(first), polar(second)];
    // The short way round from one to the other.
    const turn = (((b.angle - a.angle) % 360) + 360) % 360;
    const [start, end] = turn <= 180 ? [a.angle, b.angle] : [b.angle, a.angle];
    return {
      kind: 'arc',
      x: round(centre.x),
      y: round(centre.y),
      innerRadius: round(Math.min(a.radius, b.radius)),
      outerRadius: round(Math.max(a.radius, b.radius)),
      startDeg: round(start),
      endDeg: round(end),
    };
  }

  function clickPoint({ x, y }: Place): void {
    const pixel = [Math.floor(x) + 0.5, Math.floor(y) + 0.5];
    const { selected } = layers;
    if (selected?.region.kind === 'point' && selected.action === layers.action && selected.enabled)
      layers.changeRegion(
        selected.id,
        { ...selected.region, points: [...selected.region.points, ...pixel] },
        layers.nextEdit(),
      );
    else layers.add({ kind: 'point', points: pixel, radius: 0 });
  }

  /** What the tool draws, in the middle of the image: from there it is typed or moved into place. Puts the tool down. */
  function place(): void {
    if (!image.shape || tool.value === null) return;
    const [rows, columns] = image.shape;
    const centre = { x: Math.floor(columns / 2), y: Math.floor(rows / 2) };
    if (tool.value === 'point') clickPoint(centre);
    else if (tool.value === 'brush') paint(centre, centre);
    else layers.add(placedShape(tool.value, centre, Math.round(PLACED_REACH * Math.min(rows, columns)), beam.value));
    // Without the tool the keys move what was placed.
    drawn.value++;
    choose(null);
  }

  return {
    tool,
    brushRadius,
    draft,
    corners,
    beam,
    isDragged,
    isClicked,
    /** Whether a drag draws a shape: between such drags shapes can be changed. */
    isShapeDragged: computed(() => isDragged.value && tool.value !== 'brush'),
    drawn,
    choose,
    closePolygon,
    arcThrough,
    place,
    /** Whether a shape is under way. */
    isDrawing: (): boolean => corners.value.length > 0 || draft.value !== undefined || stroke !== undefined,
    cancel(): void {
      isGivenUp = draft.value !== undefined || stroke !== undefined;
      if (stroke) documents.undo();
      stroke = undefined;
      corners.value = [];
      draft.value = undefined;
      dragStart = undefined;
    },
    click(place: Place): void {
      if (tool.value === 'point') clickPoint(place);
      if (tool.value === 'polygon') {
        const [first] = corners.value;
        const last = corners.value.at(-1);
        const isNear = (other: Place | undefined): boolean =>
          other !== undefined && Math.hypot(other.x - place.x, other.y - place.y) < CLOSING_DISTANCE;
        if (corners.value.length >= 3 && (isNear(first) || isNear(last))) closePolygon();
        else corners.value = [...corners.value, place];
      }
      if (tool.value === 'arc') {
        corners.value = [...corners.value, place];
        const region = arcThrough(corners.value);
        if (!region) return;
        corners.value = [];
        addShape(region);
      }
    },
    drag(from: Place, to: Place): void {
      if (isGivenUp) return;
      if (tool.value === 'brush') return paint(from, to);
      dragStart ??= from;
      draft.value = draggedShape(dragStart, to);
    },
    endDrag(): void {
      isGivenUp = false;
      stroke = undefined;
      const shape = draft.value;
      draft.value = undefined;
      dragStart = undefined;
      if (shape && hasArea(shape)) addShape(shape);
    },
  };
});

/** A click without a drag draws nothing. */
function hasArea(shape: MaskRegion): boolean {
  if (shape.kind === 'circle') return shape.radius > 0;
  if (shape.kind === 'ellipse') return shape.radiusX > 0 && shape.radiusY > 0;
  return shape.kind === 'rectangle' && shape.x1 !== shape.x2 && shape.y1 !== shape.y2;
}

/** A hundredth of a pixel is finer than any hand. */
function round(value: number): number {
  return Math.round(value * 100) / 100;
}
