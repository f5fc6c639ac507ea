import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { pixelOf } from '../../src-shared/geometry/pixel-of.ts';
import { scatteringAt, type ScatteringPoint } from '../../src-shared/geometry/scattering-at.ts';
import type { Calibration } from '../../src-shared/model/schema-types.generated.ts';
import { useDocumentStore } from './document-store.ts';
import { useImageStore } from './image-store.ts';
import { radialAxis } from './radial-axis.ts';

export interface CursorReadout {
  readonly source: 'image' | 'pattern' | 'cake';
  /**
   * Column and row, px, corner origin; absent when the cursor is on the pattern, where it stands for a whole ring, and
   * where a place on the cake has no pixel.
   */
  readonly pixel?: { readonly x: number; readonly y: number };
  readonly intensity?: number;
  readonly scattering?: Partial<ScatteringPoint> & { readonly twoTheta?: number };
}

type Position =
  | { readonly source: 'image'; readonly x: number; readonly y: number }
  | {
      readonly source: 'pattern';
      readonly radial: number;
      readonly unit: string;
      readonly intensity: number | undefined;
    }
  | {
      readonly source: 'cake';
      readonly radial: number;
      readonly unit: string;
      /** rad */
      readonly azimuth: number;
      readonly intensity: number | undefined;
    };

/** One cursor for all views: whoever the pointer is over sets it, the others mark the same place. */
export const useCursorStore = defineStore('cursor', () => {
  const image = useImageStore();
  const documents = useDocumentStore();
  const position = shallowRef<Position>();

  const readout = computed<CursorReadout | undefined>(() => {
    const at = position.value;
    const calibration = documents.calibration?.calibration;
    if (!at) return undefined;
    if (at.source === 'image') {
      const { frame } = image;
      if (!frame) return undefined;
      const [column, row] = [Math.floor(at.x), Math.floor(at.y)];
      const isInside = column >= 0 && row >= 0 && column < frame.shape[1] && row < frame.shape[0];
      const intensity = isInside ? frame.samples[row * frame.shape[1] + column] : undefined;
      return {
        source: 'image',
        pixel: { x: at.x, y: at.y },
        ...(intensity === undefined ? {} : { intensity }),
        ...(calibration ? { scattering: scatteringAt(calibration, frame.shape, at.x, at.y) } : {}),
      };
    }
    const intensity = at.intensity === undefined ? {} : { intensity: at.intensity };
    if (!calibration) return { source: at.source, ...intensity };
    const scattering = radialAxis(calibration).scatteringAt(at.radial, at.unit);
    if (at.source === 'pattern') return { source: 'pattern', ...intensity, scattering };
    const pixel = pixelAt(calibration, scattering.twoTheta, at.azimuth);
    if (!pixel || !image.shape)
      return { source: 'cake', ...intensity, scattering: { ...scattering, azimuth: at.azimuth } };
    return {
      source: 'cake',
      pixel,
      ...intensity,
      scattering: scatteringAt(calibration, image.shape, pixel.x, pixel.y),
    };
  });

  function pixelAt(
    { geometry, detector }: Calibration,
    twoTheta: number | undefined,
    azimuth: number,
  ): { x: number; y: number } | undefined {
    if (twoTheta === undefined || !image.shape) return undefined;
    const place = pixelOf(geometry, detector, image.shape, twoTheta, azimuth);
    return place ? { x: place[1], y: place[0] } : undefined;
  }

  return {
    position,
    readout,
    /** rad; where the pattern and the rings mark the cursor. */
    twoTheta: computed(() => readout.value?.scattering?.twoTheta),
    overImage: (x: number, y: number): void => {
      position.value = { source: 'image', x, y };
    },
    overPattern: (radial: number, unit: string, intensity: number | undefined): void => {
      position.value = { source: 'pattern', radial, unit, intensity };
    },
    /** @param azimuth  rad */
    overCake: (radial: number, unit: string, azimuth: number, intensity: number | undefined): void => {
      position.value = { source: 'cake', radial, unit, azimuth, intensity };
    },
    leave: (): void => {
      position.value = undefined;
    },
  };
});
