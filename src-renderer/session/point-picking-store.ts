import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import { AppError } from '../../src-shared/model/app-error.ts';
import { scatteringAt } from '../../src-shared/geometry/scattering-at.ts';
import { useCalibrantStore } from './calibrant-store.ts';
import { useCalibrationRunStore } from './calibration-run-store.ts';
import { useCalibrationSetupStore } from './calibration-setup-store.ts';
import { useCursorStore } from './cursor-store.ts';
import { useDocumentStore } from './document-store.ts';
import { useImageStore } from './image-store.ts';
import { usePointGeometryStore } from './point-geometry-store.ts';
import {
  inBox,
  nearStroke,
  relabelled,
  withGroup,
  withoutGroup,
  withoutPoints,
  withRing,
  type Place,
  type PointGroups,
} from './point-groups.ts';

/** What the left button does on the image. */
export type PickTool = 'grow' | 'single' | 'brush' | 'erase' | 'box';

/** Picking points by hand. Every change of the points goes through `edit`, with a label for undo. */
export const usePointPickingStore = defineStore('point-picking', () => {
  const calibrants = useCalibrantStore();
  const cursor = useCursorStore();
  const documents = useDocumentStore();
  const image = useImageStore();
  const fitted = usePointGeometryStore();
  const runs = useCalibrationRunStore();
  const setups = useCalibrationSetupStore();
  /** null: clicks pick nothing. */
  const tool = shallowRef<PickTool | null>('grow');
  /** Why the last click picked nothing, in a sentence. */
  const complaint = shallowRef<string>();
  /** Opposite corners; points inside are selected. */
  const box = shallowRef<readonly [Place, Place] | null>(null);
  /** 0-based; used where the geometry proposes none. */
  const chosenRing = shallowRef(0);
  /** Whether the geometry, if the one in use or the points say one, gives the ring number. */
  const isProposed = shallowRef(true);
  /** Points under way from the host. */
  const pending = shallowRef(0);
  let edits = 0;
  let stroke: { readonly mergeKey: string; label?: string } | undefined;

  /** In use, else what the points themselves say. */
  const geometry = computed(() => setups.inUse?.calibration ?? fitted.calibration);
  const canPropose = computed(() => geometry.value !== null && calibrants.rings.length > 0);
  // A new geometry proposes again, whatever was chosen without it.
  watch(
    () => setups.inUse === null,
    () => (isProposed.value = true),
  );

  /** The ring whose 2θ is nearest to that of a place. */
  function proposedRing({ x, y }: Place): number | undefined {
    const calibration = geometry.value;
    const { shape } = image;
    if (!calibration || !shape || calibrants.rings.length === 0) return undefined;
    const { twoTheta } = scatteringAt(calibration, shape, x, y);
    let best: number | undefined;
    let least = Infinity;
    for (const [ring, line] of calibrants.rings.entries()) {
      const distance = Math.abs(line.twoTheta - twoTheta);
      if (distance < least) [best, least] = [ring, distance];
    }
    return best;
  }

  function ringAt(place: Place, chosen = chosenRing.value): number {
    return (isProposed.value ? proposedRing(place) : undefined) ?? chosen;
  }

  /** What a pick at the cursor would get. */
  const currentRing = computed(() => {
    const at = cursor.position;
    if (tool.value === 'brush' || tool.value === 'box') return chosenRing.value; // it names the ring to give
    return at?.source === 'image' ? ringAt(at) : chosenRing.value;
  });

  const selected = computed<readonly Place[]>(() => {
    if (!box.value) return [];
    const isInside = inBox(...box.value);
    return documents.current.points
      .flatMap(({ rows, columns }) => rows.map((y, i) => ({ x: columns[i]!, y })))
      .filter(isInside);
  });
  watch([tool, () => image.info?.imageId, () => documents.current.points], () => (complaint.value = undefined));
  watch([tool, () => image.info?.imageId], () => (box.value = null));

  function edit(label: string, points: PointGroups, mergeKey = `points:${++edits}`): void {
    if (points === documents.current.points) return;
    documents.change(label, { points }, mergeKey);
    if (stroke) stroke.label = label;
    if (setups.setup.autoRefine && stroke === undefined) void runs.refineWith(label, mergeKey);
  }

  const ringName = (ring: number): string => `ring ${ring + 1}`;

  async function pick(place: Place, along: boolean): Promise<void> {
    const chosen = chosenRing.value;
    const mergeKey = `points:${++edits}`;
    const shown = image.info?.imageId;
    complaint.value = undefined;
    pending.value++;
    try {
      const { rows, columns } = await runs.grow({ x: place.x, y: place.y, along });
      await fitted.settled(); // the click before may have said which ring this is
      if (image.info?.imageId !== shown) return; // another image came meanwhile
      const ring = ringAt(place, chosen);
      const count = rows.length === 1 ? 'Point' : `${rows.length} points`;
      edit(
        `${count} on ${ringName(ring)}`,
        withGroup(documents.current.points, { ring, origin: 'picked', rows, columns }),
        mergeKey,
      );
      if (setups.setup.autoIncrease) chosenRing.value = ring + 1;
    } catch (cause) {
      const error = AppError.from(cause);
      if (error.code !== 'cancelled') complaint.value = error.message;
    } finally {
      pending.value--;
    }
  }

  /** One piece of a stroke with the brush or the eraser. */
  function drag(from: Place, to: Place, radius: number): void {
    stroke ??= { mergeKey: `points:${++edits}` };
    const isHit = nearStroke(from, to, radius);
    const { points } = documents.current;
    if (tool.value === 'erase') edit('Points erased', withoutPoints(points, isHit), stroke.mergeKey);
    if (tool.value === 'brush') {
      const ring = chosenRing.value; // not the proposed one: the geometry may be what is wrong
      edit(`Points given to ${ringName(ring)}`, relabelled(points, ring, isHit), stroke.mergeKey);
    }
  }

  function endDrag(): void {
    const ended = stroke;
    stroke = undefined;
    if (ended?.label !== undefined && setups.setup.autoRefine) void runs.refineWith(ended.label, ended.mergeKey);
  }

  return {
    tool,
    chosenRing,
    isProposed,
    canPropose,
    currentRing,
    isPicking: computed(() => pending.value > 0),
    complaint,
    selected,
    proposedRing,
    /** A click; `asSingle` takes one peak whatever the tool. */
    async click(place: Place, asSingle = false): Promise<void> {
      box.value = null;
      if (tool.value === 'grow' || tool.value === 'single') await pick(place, tool.value === 'grow' && !asSingle);
    },
    drag,
    endDrag,
    select(from: Place, to: Place): void {
      box.value = [from, to];
    },
    deselect(): void {
      box.value = null;
    },
    eraseSelected(): void {
      if (box.value) edit('Selected points erased', withoutPoints(documents.current.points, inBox(...box.value)));
      box.value = null;
    },
    relabelSelected(): void {
      const ring = chosenRing.value;
      if (!box.value) return;
      const points = relabelled(documents.current.points, ring, inBox(...box.value));
      edit(`Selected points given to ${ringName(ring)}`, points);
    },
    /** By hand: the number stands until the next change, whatever the geometry in use proposes. */
    chooseRing(ring: number): void {
      chosenRing.value = Math.max(0, ring);
      if (canPropose.value) isProposed.value = false;
    },
    removeGroup: (id: number): void => edit('Points removed', withoutGroup(documents.current.points, id)),
    changeRing: (id: number, ring: number): void =>
      edit(`Points given to ${ringName(ring)}`, withRing(documents.current.points, id, ring)),
    replaceAll: (label: string, points: PointGroups): void => edit(label, points),
    clear: (): void => edit('All points cleared', []),
  };
});
