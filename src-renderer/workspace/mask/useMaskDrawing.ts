import { computed, type ComputedRef } from 'vue';
import type { PointsOverlay, RingOverlay } from '../../image/image-overlay.ts';
import type { Point } from '../../image/image-view.ts';
import type { LeftDrag } from '../../image/usePointerGestures.ts';
import { useCursorStore } from '../../session/cursor-store.ts';
import { useImageStore } from '../../session/image-store.ts';
import { useMaskLayerStore } from '../../session/mask-layer-store.ts';
import { useMaskToolStore } from '../../session/mask-tool-store.ts';
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
    const chosen: RingOverlay[] = outline ? [{ points: outline, colour: 'var(--accent)', dashed: true }] : [];
    return [...chosen, ...underWay.value];
  });

  const points = computed<readonly PointsOverlay[]>(() => {
    if (!isHere.value || tools.corners.length === 0) return [];
    const places = Float64Array.from(tools.corners.flatMap(({ x, y }) => [x, y]));
    return [{ points: places, colour: 'var(--accent)', shape: 'circle', size: 8 }];
  });

  return {
    isHere,
    leftDrag: computed(() => (tools.isDragged ? 'draw' : 'zoom')),
    isClicking: computed(() => tools.isClicked),
    brush: computed(() => (tools.tool === 'brush' ? tools.brushRadius : 0)),
    points,
    rings,
    pick: (place) => tools.click({ x: place.x, y: place.y }),
    draw: (from, to) => tools.drag({ x: from.x, y: from.y }, { x: to.x, y: to.y }),
    drawEnd: () => tools.endDrag(),
  };
}
