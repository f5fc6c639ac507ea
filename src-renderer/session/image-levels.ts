import { computed, type ComputedRef } from 'vue';
import { automaticLevels } from '../image/level-presets.ts';
import type { Levels } from '../../src-shared/figure/intensity-scale.ts';
import { useDocumentStore } from './document-store.ts';
import { useImageStore } from './image-store.ts';

/** Levels in use: those the user set, else automatic ones of the frame on screen. */
export function useImageLevels(): ComputedRef<Levels> {
  const documents = useDocumentStore();
  const image = useImageStore();
  return computed<Levels>(() => {
    if (documents.view.levels) return documents.view.levels;
    return image.frame ? automaticLevels(image.frame.statistics) : [0, 1];
  });
}
