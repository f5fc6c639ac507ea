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

const SLOW = new Set<MaskLayer['region']['kind']>(['hotPixels', 'automatic', 'radialRange', 'azimuthRange']);
const STOPPED = new AppError(
  'cancelled',
  'Drawing the mask was cancelled: switch the slow layer off, or change it to draw it anew.',
);

/** The layers up to the last slow one. */
function slowPart(layers: readonly MaskLayer[]): readonly MaskLayer['region'][] {
  const active = layers.filter(({ enabled }) => enabled).map(({ region }) => region);
  return active.slice(0, active.findLastIndex(({ kind }) => SLOW.has(kind)) + 1);
}

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
  /** How far drawing it is, 0…1, once it has taken a while; undefined: it is not being drawn. */
  const progress = shallowRef<{ readonly fraction: number; readonly stage: string }>();
  let last:
    | {
        readonly parts: readonly unknown[];
        readonly slow: string;
        readonly drawn: Promise<MaskRaster>;
        readonly controller: AbortController;
      }
    | undefined;

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
    // What is slow is remembered by the host: it is let finish, unless it is wanted no longer.
    const slow = JSON.stringify([imageId, frame, calibration, slowPart(maskLayers)]);
    if (last && last.slow !== slow) last.controller.abort();
    const controller = new AbortController();
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
        {
          signal: controller.signal,
          onProgress: (fraction, stage) => {
            if (last === mine) progress.value = { fraction, stage: stage ?? '' };
          },
        },
      );
    })();
    const mine = { parts, slow, drawn, controller };
    last = mine;
    try {
      const done = await drawn;
      if (last === mine) {
        raster.value = done;
        error.value = undefined;
      }
      return done;
    } catch (cause) {
      const { code } = AppError.from(cause);
      const failure = code === 'cancelled' && last === mine ? STOPPED : AppError.from(cause);
      if (last === mine) {
        last = undefined;
        raster.value = undefined;
        error.value = failure;
      }
      throw failure;
    } finally {
      if (last === mine || last === undefined) progress.value = undefined;
    }
  }

  return {
    raster,
    error,
    progress,
    /** Stops drawing; the layers stay as they are. */
    cancel: (): void => last?.controller.abort(),
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
