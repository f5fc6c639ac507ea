import { computed, type ComputedRef } from 'vue';
import type { ImageGrips, ImageHandle } from '../../image/image-grips.ts';
import type { PointsOverlay, RingOverlay } from '../../image/image-overlay.ts';
import type { Point } from '../../image/image-view.ts';
import type { LeftDrag } from '../../image/usePointerGestures.ts';
import { useCursorStore } from '../../session/cursor-store.ts';
import { useImageStore } from '../../session/image-store.ts';
import { useMaskEditStore } from '../../session/mask-edit-store.ts';
import { useMaskLayerStore } from '../../session/mask-layer-store.ts';
import { useMaskToolStore } from '../../session/mask-tool-store.ts';
import { handlesOf, type RegionHandle } from '../../session/region-handles.ts';
import { regionOutline } from '../../session/region-outline.ts';
import { useSessionStore } from '../../session/session-store.ts';

export interface MaskDrawing {
  readonly isHere: ComputedRef<boolean>;
  readonly leftDrag: ComputedRef<LeftDrag>;
  readonly isClicking: ComputedRef<boolean>;
  /** Half the width of the brush, px of the image; 0: no brush is shown. */
  readonly brush: ComputedRef<number>;
  readonly points: ComputedRef<readonly PointsOverlay[]>;
  readonly rings: ComputedRef<readonly RingOverlay[]>;
  /** Shapes that are there can be taken hold of; null: somewhere else. */
  readonly grips: ComputedRef<ImageGrips | null>;
  pick(place: Point): void;
  draw(from: Point, to: Point): void;
  drawEnd(): void;
}

/** What the Mask workspace adds to the image: the outline of the selected layer, the shape under way, and the tools. */
export function useMaskDrawing(): MaskDrawing {
  const cursor = useCursorStore();
  const image = useImageStore();
  const layers = useMaskLayerStore();
  const session = useSessionStore();
  const tools = useMaskToolStore();
  const edits = useMaskEditStore();
  /** Px of the image in a CSS px, as the image was drawn last. */
  let pixel = 1;

  const isHere = computed(() => session.workspace === 'mask' && image.frame !== undefined);
  const hovered = computed<Point | undefined>(() => {
    const at = cursor.position;
    return at?.source === 'image' ? at : undefined;
  });

  const underWay = computed<RingOverlay[]>(() => {
    const outlines: RingOverlay[] = [];
    const draw = (points: Float64Array | null): void => {
      if (points) outlines.push({ points, colour: 'var(--accent)', width: 1.5 });
    };
    if (tools.draft) draw(regionOutline(tools.draft));
    const clicked = hovered.value ? [...tools.corners, hovered.value] : tools.corners;
    if (tools.tool === 'polygon' && tools.corners.length > 0)
      draw(Float64Array.from(clicked.flatMap(({ x, y }) => [x, y])));
    if (tools.tool === 'arc') {
      const region = tools.arcThrough(clicked);
      draw(region ? regionOutline(region) : Float64Array.from(clicked.flatMap(({ x, y }) => [x, y])));
    }
    return outlines;
  });

  const rings = computed<readonly RingOverlay[]>(() => {
    if (!isHere.value) return [];
    const { selected } = layers;
    const outline = selected?.enabled ? regionOutline(selected.region) : null;
    const dashed = edits.region === undefined;
    const chosen: RingOverlay[] = outline ? [{ points: outline, colour: 'var(--accent)', dashed }] : [];
    return [...chosen, ...underWay.value];
  });

  const points = computed<readonly PointsOverlay[]>(() => {
    if (!isHere.value || tools.corners.length === 0) return [];
    const places = Float64Array.from(tools.corners.flatMap(({ x, y }) => [x, y]));
    return [{ points: places, colour: 'var(--accent)', shape: 'circle', size: 8 }];
  });

  const grips = computed<ImageGrips | null>(() => {
    if (!isHere.value) return null;
    const { region, active } = edits;
    return {
      handles(size) {
        pixel = size;
        return region ? handlesOf(region, edits.reach * size).map((handle) => markOf(handle, active)) : [];
      },
      cursorAt(at, size) {
        const id = edits.handleAt(at, size);
        const handle = id === null ? undefined : handlesOf(region!, edits.reach * size).find((one) => one.id === id);
        if (handle) return markOf(handle, active).cursor;
        return edits.bodyAt(at, size) === null ? null : 'move';
      },
      take: (at, size) => edits.take(at, size),
      drag: (to) => edits.drag(to),
      drop: () => edits.drop(),
      giveUp: () => edits.giveUp(),
      press,
    };
  });

  function press(key: string, withShift: boolean): boolean {
    const step = withShift ? 10 : 1;
    const [dx, dy] = ARROWS[key] ?? [0, 0];
    if (dx !== 0 || dy !== 0) return edits.nudge(dx * step, dy * step);
    if ((key === 'Delete' || key === 'Backspace') && edits.active !== null) {
      edits.removeActive();
      return true;
    }
    if (key !== 'Escape') return false;
    if (tools.isDrawing()) tools.cancel();
    else if (edits.isEditing) edits.stop();
    else if (tools.tool !== null) tools.choose(tools.tool);
    else return false;
    return true;
  }

  return {
    isHere,
    leftDrag: computed(() => (tools.isDragged ? 'draw' : 'zoom')),
    isClicking: computed(() => tools.isClicked),
    brush: computed(() => (tools.tool === 'brush' ? tools.brushRadius : 0)),
    points,
    rings,
    grips,
    pick(place) {
      const at = { x: place.x, y: place.y };
      if (tools.tool === null) edits.choose(at, pixel);
      else tools.click(at);
    },
    draw: (from, to) => tools.drag({ x: from.x, y: from.y }, { x: to.x, y: to.y }),
    drawEnd: () => tools.endDrag(),
  };
}

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Sides and corners of a rectangle, by the compass. */
const RESIZES: Readonly<Record<string, string>> = {
  ...{ n: 'ns-resize', s: 'ns-resize', e: 'ew-resize', w: 'ew-resize' },
  ...{ ne: 'nesw-resize', sw: 'nesw-resize', nw: 'nwse-resize', se: 'nwse-resize' },
};

function markOf({ id, role, x, y }: RegionHandle, active: string | null): ImageHandle {
  const shape = role === 'turn' ? 'turn' : role === 'insert' ? 'add' : 'square';
  const cursors = { turn: 'grab', insert: 'copy', centre: 'move', vertex: 'move', side: 'pointer', corner: 'pointer' };
  return { id, x, y, shape, cursor: RESIZES[id] ?? cursors[role], isActive: id === active };
}
