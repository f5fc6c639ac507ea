import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import type { MaskRegion } from '../../src-shared/model/schema-types.generated.ts';
import { useDocumentStore } from './document-store.ts';
import { useMaskLayerStore } from './mask-layer-store.ts';
import { useMaskToolStore } from './mask-tool-store.ts';
import type { Place } from './region-geometry.ts';
import { handlesOf, moveHandle, moveRegion, withoutHandle } from './region-handles.ts';
import { partAt } from './region-part.ts';

/** CSS px within which a handle is taken hold of. */
const NEAR = 8;
/** CSS px between a shape and the handle that turns it. */
const REACH = 24;

/** What is held: a handle by its id, or the shape itself by "body". */
interface Hold {
  readonly layerId: number;
  readonly part: string;
  readonly isHandle: boolean;
  readonly from: Place;
  readonly original: MaskRegion;
  readonly mergeKey: string;
  isMoved: boolean;
}

/** Changing shapes that are drawn already: the selected one shows handles, for the pointer and for keys. */
export const useMaskEditStore = defineStore('mask-edit', () => {
  const documents = useDocumentStore();
  const layers = useMaskLayerStore();
  const tools = useMaskToolStore();
  const isEditing = shallowRef(false);
  /** What the keys move: a handle, or "body". */
  const active = shallowRef<string | null>(null);
  let hold: Hold | undefined;
  let nudges = { key: '', of: '' };

  /** Tools that paint need every place for themselves. */
  const isFree = computed(() => tools.tool === null || tools.isShapeDragged);
  const region = computed(() => {
    const { selected } = layers;
    return isEditing.value && isFree.value && selected?.enabled ? selected.region : undefined;
  });

  watch(
    () => layers.selected?.id,
    () => (active.value = null),
  );
  watch(
    () => tools.drawn,
    () => (isEditing.value = true),
  );

  function handleAt(at: Place, pixel: number): string | null {
    if (!region.value) return null;
    let [nearest, least] = [null as string | null, NEAR * pixel];
    for (const handle of handlesOf(region.value, REACH * pixel)) {
      // Between two corners that are close the corners win.
      const distance = Math.hypot(handle.x - at.x, handle.y - at.y) + (handle.role === 'insert' ? pixel : 0);
      if (distance <= least) [nearest, least] = [handle.id, distance];
    }
    return nearest;
  }

  function bodyAt(at: Place, pixel: number): string | null {
    return region.value && tools.tool === null ? partAt(region.value, at, 3 * pixel) : null;
  }

  /** The shape as it is with what is held at another place. */
  function shapeWith({ original, part, isHandle, from }: Hold, to: Place): MaskRegion {
    return isHandle ? moveHandle(original, part, to) : moveRegion(original, part, to.x - from.x, to.y - from.y);
  }

  function stop(): void {
    isEditing.value = false;
    active.value = null;
  }

  function nudge(dx: number, dy: number): boolean {
    const { selected } = layers;
    const part = active.value;
    if (!region.value || !selected || part === null) return false;
    const handle = handlesOf(region.value, 0).find(({ id }) => id === part);
    const next =
      handle && handle.role !== 'turn'
        ? moveHandle(region.value, part, { x: handle.x + dx, y: handle.y + dy })
        : handle
          ? turnBy(region.value, dx - dy)
          : moveRegion(region.value, part, dx, dy);
    const of = `${selected.id} ${part}`;
    if (nudges.of !== of) nudges = { of, key: layers.nextEdit() };
    layers.changeRegion(selected.id, next, nudges.key);
    return true;
  }

  return {
    isEditing,
    active,
    region,
    reach: REACH,
    handleAt,
    bodyAt,
    nudge,
    stop,
    /** @returns whether something was there to take hold of */
    take(at: Place, pixel: number): boolean {
      const handle = handleAt(at, pixel);
      const part = handle ?? bodyAt(at, pixel);
      const { selected } = layers;
      if (part === null || !selected) return false;
      hold = {
        ...{ layerId: selected.id, part, isHandle: handle !== null, from: at },
        ...{ original: selected.region, mergeKey: layers.nextEdit(), isMoved: false },
      };
      active.value = part;
      return true;
    },
    drag(to: Place): void {
      if (!hold) return;
      hold.isMoved = true;
      layers.changeRegion(hold.layerId, shapeWith(hold, to), hold.mergeKey);
    },
    drop(): void {
      if (hold?.isMoved && hold.part.startsWith('insert-')) active.value = `vertex-${Number(hold.part.slice(7)) + 1}`;
      hold = undefined;
    },
    giveUp(): void {
      const given = hold;
      hold = undefined;
      if (!given?.isMoved) return;
      const isBack = (): boolean => layers.layers.find(({ id }) => id === given.layerId)?.region === given.original;
      while (!isBack() && documents.undo() !== undefined);
    },
    /** Selects the topmost shape under a place and shows its handles. @returns whether there is one */
    choose(at: Place, pixel: number): boolean {
      const found = layers.layers.findLast(
        ({ enabled, region: one }) => enabled && partAt(one, at, 3 * pixel) !== null,
      );
      if (!found) {
        stop();
        return false;
      }
      layers.select(found.id);
      isEditing.value = true;
      active.value = partAt(found.region, at, 3 * pixel);
      return true;
    },
    /** The next or previous of the whole shape and its handles. */
    step(by: 1 | -1): void {
      const { selected } = layers;
      if (!selected) return;
      isEditing.value = true;
      const parts = ['body', ...handlesOf(selected.region, 0).map(({ id }) => id)];
      const at = active.value === null ? -1 : parts.indexOf(active.value);
      const next = at < 0 ? (by === 1 ? 0 : parts.length - 1) : (at + by + parts.length) % parts.length;
      active.value = parts[next]!;
    },
    /** Takes away the corner, stroke or point that is active. */
    removeActive(): void {
      const { selected } = layers;
      if (!selected || active.value === null || !region.value) return;
      const rest = withoutHandle(selected.region, active.value);
      if (rest === null) layers.remove(selected.id);
      else if (rest !== selected.region) layers.changeRegion(selected.id, rest, layers.nextEdit());
      active.value = null;
    },
  };
});

/** Turned by degrees about its middle. */
function turnBy(region: MaskRegion, degrees: number): MaskRegion {
  if (region.kind === 'ellipse') return { ...region, angleDeg: region.angleDeg + degrees };
  if (region.kind === 'arc') return { ...region, startDeg: region.startDeg + degrees, endDeg: region.endDeg + degrees };
  return moveHandle(region, 'turn', turnedPlace(region, degrees));
}

/** Where the handle of a polygon stands once it is turned. */
function turnedPlace(region: MaskRegion, degrees: number): Place {
  const corners = handlesOf(region, 0).filter(({ role }) => role === 'vertex' || role === 'corner');
  const [xs, ys] = [corners.map(({ x }) => x), corners.map(({ y }) => y)];
  const centre = { x: (Math.min(...xs) + Math.max(...xs)) / 2, y: (Math.min(...ys) + Math.max(...ys)) / 2 };
  const angle = ((degrees - 90) * Math.PI) / 180;
  return { x: centre.x + 1000 * Math.cos(angle), y: centre.y + 1000 * Math.sin(angle) };
}
