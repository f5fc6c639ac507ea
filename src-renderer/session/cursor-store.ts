import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { scatteringAt, type ScatteringPoint } from '../../src-shared/geometry/scattering-at.ts';
import { useDocumentStore } from './document-store.ts';
import { useImageStore } from './image-store.ts';
import { radialAxis } from './radial-axis.ts';

export interface CursorReadout {
  readonly source: 'image' | 'pattern';
  /** Column and row, px, corner origin; absent when the cursor is on the pattern, where it stands for a whole ring. */
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
    if (!calibration) return { source: 'pattern', ...intensity };
    return { source: 'pattern', ...intensity, scattering: radialAxis(calibration).scatteringAt(at.radial, at.unit) };
  });

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
    leave: (): void => {
      position.value = undefined;
    },
  };
});
