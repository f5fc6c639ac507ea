import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { CakeCut } from '../../src-shared/model/cake.ts';
import type { IntegrationSaveCakeParams } from '../../src-shared/model/schema-types.generated.ts';
import { useDocumentStore } from './document-store.ts';

export type CakeLayout = IntegrationSaveCakeParams['layouts'][number];
export type CakeStart = 'first' | 'west' | 'north' | 'east' | 'south' | 'angle';

/** Centre of the first cake, degrees: 0 is east, 90 south. */
const CENTRES: Readonly<Partial<Record<CakeStart, number>>> = { west: -180, north: -90, east: 0, south: 90 };

/** How cakes are cut that are saved or copied as a command, and in which layouts. */
export const useCakeCutStore = defineStore('cake-cut', () => {
  const documents = useDocumentStore();
  const count = shallowRef(36);
  const start = shallowRef<CakeStart>('first');
  const angle = shallowRef(-180);
  const sense = shallowRef<CakeCut['sense']>('clockwise');
  const layouts = shallowRef<ReadonlySet<CakeLayout>>(new Set<CakeLayout>(['xrdfit']));
  /** With a range of azimuths the cakes divide it, and the first begins where it begins. */
  const hasRange = computed(() => documents.settings.azimuthRange !== undefined);

  const cut = computed<CakeCut>(() => {
    const centre = start.value === 'angle' ? angle.value : CENTRES[start.value];
    const azimuthStart = hasRange.value || centre === undefined ? {} : { azimuthStart: centre };
    return { azimuthBins: count.value, ...azimuthStart, sense: sense.value };
  });

  return { count, start, angle, sense, layouts, hasRange, cut };
});
