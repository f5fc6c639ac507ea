import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import { parseJsonDocument } from '../../src-shared/json/json-document.ts';
import type { JsonSchema } from '../../src-shared/json/json-schema.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { FileRef, SaxsPreview } from '../../src-shared/rpc/contract.ts';
import { isJsonObject, type JsonValue } from '../../src-shared/schema-tree/json-value.ts';
import { useHostStore } from './host-store.ts';
import { useImageStore } from './image-store.ts';
import { readMaskFile, type MaskOfFile } from './read-mask-file.ts';
import { useResourceStore } from './resource-store.ts';
import { folderOfRef } from './session-document.ts';
import { useSessionStore } from './session-store.ts';
import { useSetupStore } from './setup-store.ts';

const DELAY = 200; // ms after the last edit

/** What the calibration being edited makes of the image on screen: curves, beam centre, slices. */
export const useSetupPreviewStore = defineStore('setupPreview', () => {
  const host = useHostStore();
  const image = useImageStore();
  const resources = useResourceStore();
  const session = useSessionStore();
  const setup = useSetupStore();
  const preview = shallowRef<SaxsPreview>();
  const error = shallowRef<AppError>();
  const isRunning = shallowRef(false);
  /** Of Masks: the one that is shown over the image. */
  const shownMask = shallowRef(0);
  /** Its pixels; undefined while there are none. */
  const mask = shallowRef<MaskOfFile>();
  /** nm⁻¹; a ring the user wants to see. */
  const ringQ = shallowRef<number>();

  /** Keys as in the schema, whatever the file's own spelling; undefined while there is nothing to show. */
  const calibration = computed(() => {
    const { file, kind, textError, schemas } = setup;
    if (session.workspace !== 'setup' || !file || textError || !kind?.isCheckedByHost) return undefined;
    const { value } = parseJsonDocument(file.text, schemas.root as JsonSchema);
    return isJsonObject(value) ? value : undefined;
  });

  async function maskIdOf(path: JsonValue | undefined, folder: FileRef | undefined): Promise<string | null> {
    if (typeof path !== 'string' || path === '') return null;
    try {
      const { entry } = await host.call('setup.locate', { path, ...(folder === undefined ? {} : { folder }) });
      return entry ? (await resources.openMask(entry.ref)).maskId : null;
    } catch {
      return null; // the tree says on its line what is wrong with the file
    }
  }

  watch(
    [calibration, () => setup.file?.ref, () => image.info, () => image.frameNumber],
    ([given, ref, info, frame], _before, onCleanup) => {
      const controller = new AbortController();
      const { signal } = controller;
      onCleanup(() => controller.abort());
      error.value = undefined;
      if (!given || !info) {
        preview.value = undefined;
        return;
      }
      const run = async (): Promise<void> => {
        isRunning.value = true;
        try {
          const masks = Array.isArray(given['Masks']) ? given['Masks'] : [];
          const folder = ref === undefined ? undefined : folderOfRef(ref);
          const maskIds = await Promise.all(
            masks.map((mask) => maskIdOf(isJsonObject(mask) ? mask['MaskFile'] : undefined, folder)),
          );
          const params = { imageId: info.imageId, frame, calibration: given, maskIds };
          const result = await host.call('saxs.preview', params, { signal });
          if (!signal.aborted) preview.value = result;
        } catch (cause) {
          if (!signal.aborted) error.value = AppError.from(cause);
        } finally {
          if (!signal.aborted) isRunning.value = false;
        }
      };
      const timer = setTimeout(() => void run(), DELAY);
      onCleanup(() => clearTimeout(timer));
    },
    { immediate: true },
  );

  const maskFile = computed(() => {
    const masks = calibration.value?.['Masks'];
    const recipe = Array.isArray(masks) ? (masks[shownMask.value] ?? masks[0]) : undefined;
    const path = isJsonObject(recipe) ? recipe['MaskFile'] : undefined;
    return typeof path === 'string' && path !== '' ? path : undefined;
  });
  watch(
    [maskFile, () => setup.file?.ref],
    async ([path, ref], _before, onCleanup) => {
      const controller = new AbortController();
      onCleanup(() => controller.abort());
      const folder = ref === undefined ? undefined : folderOfRef(ref);
      const found =
        path === undefined ? undefined : await readMaskFile(path, folder, controller.signal).catch(() => undefined); // as above
      if (!controller.signal.aborted) mask.value = found;
    },
    { immediate: true },
  );

  return { preview, error, mask, shownMask, isRunning, ringQ, calibration };
});
