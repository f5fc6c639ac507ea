import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { FileRef } from '../../src-shared/rpc/contract.ts';
import { useDocumentStore } from './document-store.ts';
import { withLayer } from './mask-layer-edits.ts';
import { useResourceStore } from './resource-store.ts';
import { nameOfRef } from './session-document.ts';

/** Share of the image beyond which a mask is likely to be meant the other way round. */
const MOST = 0.5;

/** Mask files in use, and which convention they follow: a file does not say whether 1 means masked or keep. */
export const useMaskFileStore = defineStore('mask-file', () => {
  const documents = useDocumentStore();
  const resources = useResourceStore();
  /** Files about which the user has answered. */
  const settled = shallowRef<ReadonlySet<FileRef>>(new Set());

  function maskedShare(ref: FileRef): number {
    const info = resources.maskInfo.get(ref);
    return info ? info.maskedPixels / (info.shape[0] * info.shape[1]) : 0;
  }

  return {
    maskedShare,
    isQuestionable: (ref: FileRef): boolean => !settled.value.has(ref) && maskedShare(ref) > MOST,
    /** 1 means masked in it, as it is read. */
    maskOnes: (ref: FileRef): void => void (settled.value = new Set(settled.value).add(ref)),
    /** 1 means keep: the file becomes a layer that is read the other way round. */
    keepOnes: (ref: FileRef): void =>
      documents.change(`Mask ${nameOfRef(ref)} the other way round`, {
        masks: documents.current.masks.filter((mask) => mask !== ref),
        maskLayers: withLayer(documents.current.maskLayers, { kind: 'file', ref, keep: true }, 'add', nameOfRef(ref))
          .layers,
      }),
    remove: (ref: FileRef): void =>
      documents.change(`Mask ${nameOfRef(ref)} taken away`, {
        masks: documents.current.masks.filter((mask) => mask !== ref),
      }),
  };
});
