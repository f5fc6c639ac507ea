import { computed, type ComputedRef } from 'vue';
import type { PointsOverlay, RingOverlay } from '../../image/image-overlay.ts';
import type { Point } from '../../image/image-view.ts';
import type { LeftDrag } from '../../image/usePointerGestures.ts';
import { useCalibrationResultStore } from '../../session/calibration-result-store.ts';
import { useDocumentStore } from '../../session/document-store.ts';
import { useImageStore } from '../../session/image-store.ts';
import { usePointPickingStore, type PickTool } from '../../session/point-picking-store.ts';
import { ringLine } from '../../session/ring-lines.ts';
import { useSessionStore } from '../../session/session-store.ts';
import { ringColour } from './ring-colours.ts';

export interface Picking {
  readonly isHere: ComputedRef<boolean>;
  readonly tool: ComputedRef<PickTool | null>;
  readonly leftDrag: ComputedRef<LeftDrag>;
  /** Whether a click picks. */
  readonly isClicking: ComputedRef<boolean>;
  readonly points: ComputedRef<readonly PointsOverlay[]>;
  /** Rings of a geometry that was found but not taken. */
  readonly rings: ComputedRef<readonly RingOverlay[]>;
  /** Why the last click picked nothing. */
  readonly complaint: ComputedRef<string | undefined>;
  pick(place: Point, modifiers: { readonly alt: boolean }): void;
  draw(from: Point, to: Point, radius: number): void;
  drawEnd(): void;
  select(from: Point, to: Point): void;
}

/** What the Calibrate workspace adds to the image: points picked by hand, and the tools that pick them. */
export function usePicking(): Picking {
  const documents = useDocumentStore();
  const image = useImageStore();
  const picking = usePointPickingStore();
  const results = useCalibrationResultStore();
  const session = useSessionStore();

  const isHere = computed(() => session.workspace === 'calibration' && image.frame !== undefined);
  const tool = computed(() => (isHere.value ? picking.tool : null));
  const leftDrag = computed<LeftDrag>(() => {
    if (tool.value === 'brush' || tool.value === 'erase') return 'draw';
    return tool.value === 'box' ? 'select' : 'zoom';
  });

  const points = computed<readonly PointsOverlay[]>(() => {
    if (!isHere.value) return [];
    // Hundreds of points that nobody set hide the rings under them, unless they are being worked on.
    const areAllMarked = tool.value === 'brush' || tool.value === 'erase' || tool.value === 'box';
    return documents.current.points.map(({ ring, origin, rows, columns }) => {
      const places = new Float64Array(2 * rows.length);
      for (const [i, row] of rows.entries()) {
        places[2 * i] = columns[i]!;
        places[2 * i + 1] = row;
      }
      const isMarked = areAllMarked || origin === 'picked';
      const size = isMarked ? (rows.length > 200 ? 5 : 8) : 3;
      return { points: places, colour: ringColour(ring), shape: isMarked ? 'circle' : 'dot', size };
    });
  });

  const selected = computed<readonly PointsOverlay[]>(() => {
    const places = picking.selected;
    if (!isHere.value || places.length === 0) return [];
    const marks = Float64Array.from(places.flatMap(({ x, y }) => [x, y]));
    return [{ points: marks, colour: 'var(--accent)', shape: 'circle', size: 12 }];
  });

  const rings = computed<readonly RingOverlay[]>(() => {
    const { shape } = image;
    const calibration = results.refused?.calibration;
    if (!isHere.value || !shape || !calibration) return [];
    return (results.refused?.rings ?? []).flatMap(({ twoTheta }): RingOverlay[] => {
      const line = ringLine(calibration, shape, twoTheta);
      return line ? [{ points: line, colour: 'var(--bad)', dashed: true }] : [];
    });
  });

  return {
    isHere,
    tool,
    leftDrag,
    isClicking: computed(() => tool.value === 'grow' || tool.value === 'single'),
    points: computed(() => [...points.value, ...selected.value]),
    rings,
    complaint: computed(() => (isHere.value ? picking.complaint : undefined)),
    pick: (place, { alt }) => void picking.click(place, alt),
    draw: (from, to, radius) => picking.drag(from, to, radius),
    drawEnd: () => picking.endDrag(),
    select: (from, to) => picking.select(from, to),
  };
}
