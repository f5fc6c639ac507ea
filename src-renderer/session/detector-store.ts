import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { DetectorEntry } from '../../src-shared/rpc/contract.ts';
import { useHostStore } from './host-store.ts';

/** The detectors to choose from. */
export const useDetectorStore = defineStore('detector', () => {
  const host = useHostStore();
  const detectors = shallowRef<readonly DetectorEntry[]>([]);
  return {
    detectors,
    async load(): Promise<void> {
      detectors.value = (await host.call('detector.list', {})).detectors;
    },
  };
});
