import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { Calibration, IntegrationSettings, MaskLayer } from '../../src-shared/model/schema-types.generated.ts';
import type { FileRef, MaskRaster } from '../../src-shared/rpc/contract.ts';
import { useDocumentStore } from './document-store.ts';
import { useHostStore } from './host-store.ts';
import { useResourceStore } from './resource-store.ts';

/** A frame and everything that masks it. */
export interface Masking {
  readonly imageId: string;
  readonly frame: number;
  readonly calibration?: Calibration | undefined;
  readonly settings: IntegrationSettings;
  readonly masks: readonly FileRef[];
  readonly maskLayers: readonly MaskLayer[];
}

const NEEDS_VALUES = new Set<MaskLayer['region']['kind']>(['threshold', 'nonFinite', 'hotPixels', 'automatic']);
const NEEDS_CALIBRATION = new Set<MaskLayer['region']['kind']>(['radialRange', 'azimuthRange', 'gaps', 'automatic']);

/**
 * The masks of a frame as the host knows them: files that it has opened, and layers that it has drawn. Layers are drawn
 * once however many views ask, and again only when something changes that they look at.
 */
export const useMaskRasterStore = defineStore('mask-raster', () => {
  const host = useHostStore();
  const documents = useDocumentStore();
  const resources = useResourceStore();
  /** Of the layers on screen, newest first to arrive; undefined while there are none. */
  const raster = shallowRef<MaskRaster>();
  const error = shallowRef<AppError>();
  let last: { readonly parts: readonly unknown[]; readonly drawn: Promise<MaskRaster> } | undefined;

  const active = computed(() => documents.current.maskLayers.filter(({ enabled }) => enabled));

  async function draw(wanted: Masking): Promise<MaskRaster> {
    const { imageId, frame, calibration, settings, masks, maskLayers } = wanted;
    const kinds = maskLayers.filter(({ enabled }) => enabled).map(({ region }) => region.kind);
    const looksAtValues = kinds.some((kind) => NEEDS_VALUES.has(kind));
    const parts: readonly unknown[] = [
      resources.generation,
      imageId,
      maskLayers,
      ...(looksAtValues ? [frame, settings.maskBelow, settings.maskAbove, settings.dummy, masks] : []),
      ...(kinds.some((kind) => NEEDS_CALIBRATION.has(kind)) ? [calibration] : []),
    ];
    if (last?.parts.length === parts.length && parts.every((part, i) => Object.is(part, last?.parts[i])))
      return last.drawn;
    const drawn = (async () => {
      const opened = looksAtValues ? await Promise.all(masks.map((ref) => resources.openMask(ref))) : [];
      return host.call(
        'mask.rasterize',
        {
          imageId,
          frame,
          settings,
          ...(calibration ? { calibration } : {}),
          maskIds: opened.map(({ maskId }) => maskId),
          layers: [...maskLayers],
        },
        { signal: new AbortController().signal },
      );
    })();
    const mine = { parts, drawn };
    last = mine;
    try {
      const done = await drawn;
      if (last === mine) {
        raster.value = done;
        error.value = undefined;
      }
      return done;
    } catch (cause) {
      if (last === mine) {
        last = undefined;
        raster.value = undefined;
        error.value = AppError.from(cause);
      }
      throw cause;
    }
  }

  return {
    raster,
    error,
    followsCalibration: computed(() => active.value.some(({ region }) => NEEDS_CALIBRATION.has(region.kind))),
    /** The host's ids of all masks of a frame. */
    async maskIds(wanted: Masking): Promise<string[]> {
      const opened = await Promise.all(wanted.masks.map((ref) => resources.openMask(ref)));
      const ids = opened.map(({ maskId }) => maskId);
      if (!wanted.maskLayers.some(({ enabled }) => enabled)) {
        last = undefined;
        raster.value = undefined;
        error.value = undefined;
        return ids;
      }
      return [...ids, (await draw(wanted)).maskId];
    },
  };
});
