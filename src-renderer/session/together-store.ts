import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { CalibrationSetup, TogetherArrangement } from '../../src-shared/model/schema-types.generated.ts';
import type { FileRef, SavedFiles, TogetherImage, TogetherResult } from '../../src-shared/rpc/contract.ts';
import { useCalibrationHistoryStore } from './calibration-history-store.ts';
import { useCalibrationResultStore } from './calibration-result-store.ts';
import { useCalibrationRunStore } from './calibration-run-store.ts';
import { useCalibrationSetupStore } from './calibration-setup-store.ts';
import { useDocumentStore } from './document-store.ts';
import { useHostStore } from './host-store.ts';
import { useImageStore } from './image-store.ts';
import { useResourceStore } from './resource-store.ts';
import { nameOfRef } from './session-document.ts';

type Together = NonNullable<CalibrationSetup['together']>;
export type TogetherEntry = Together['images'][number];

const NONE: Together = { arrangement: 'own', images: [] };

/** Several images of one detector, calibrated at once with one wavelength. The list is part of the session. */
export const useTogetherStore = defineStore('together', () => {
  const documents = useDocumentStore();
  const history = useCalibrationHistoryStore();
  const host = useHostStore();
  const image = useImageStore();
  const resources = useResourceStore();
  const results = useCalibrationResultStore();
  const runs = useCalibrationRunStore();
  const setups = useCalibrationSetupStore();
  /** Of the list as it was then. */
  const outcome = shallowRef<{
    readonly of: string;
    readonly images: readonly TogetherEntry[];
    readonly result: TogetherResult;
  }>();

  const list = computed(() => setups.setup.together ?? NONE);
  /** What a result depends on. */
  const state = computed(() => JSON.stringify([list.value, setups.calibrant, setups.setup.refineWavelength]));
  /** undefined: none yet, or of another list */
  const result = computed(() => (outcome.value?.of === state.value ? outcome.value.result : undefined));
  const shown = computed<TogetherEntry | undefined>(() => {
    const { info, frameNumber } = image;
    if (!info) return undefined;
    const { ref, dataset } = info;
    return { ref, ...(dataset === undefined ? {} : { dataset }), frame: frameNumber, value: 0 };
  });
  const keyOf = ({ ref, dataset, frame }: TogetherEntry): string => JSON.stringify([ref, dataset, frame]);
  const isShownListed = computed(() => {
    const wanted = shown.value;
    return wanted !== undefined && list.value.images.some((one) => keyOf(one) === keyOf(wanted));
  });
  const missing = computed<string | undefined>(() => {
    if (list.value.images.length < 2)
      return 'Add two or more images of one detector: at other distances or angles, or simply repeated.';
    return runs.missingForPoints;
  });

  function change(label: string, patch: Partial<Together>, mergeKey?: string): void {
    setups.change(label, { together: { ...list.value, ...patch } }, mergeKey);
  }

  function add(entries: readonly TogetherEntry[]): void {
    const known = new Set(list.value.images.map(keyOf));
    const fresh = entries.filter((one) => !known.has(keyOf(one)) && known.add(keyOf(one)));
    const [first] = fresh;
    if (!first) return;
    const label = fresh.length === 1 ? nameOfRef(first.ref) : `${fresh.length} images`;
    change(`${label} calibrated together`, { images: [...list.value.images, ...fresh] });
  }

  async function imageIdOf({ ref, dataset }: TogetherEntry): Promise<string> {
    if (image.info?.ref === ref && image.info.dataset === dataset) return image.info.imageId;
    if (dataset !== undefined) return (await host.call('image.open', { ref, dataset })).imageId;
    return (await resources.openImage(ref)).imageId;
  }

  return {
    list,
    result,
    isShownListed,
    missing,
    addShown(): void {
      if (shown.value) add([shown.value]);
    },
    /** Files, with the image shown before them if nothing is in the list yet. */
    addFiles(refs: readonly FileRef[]): void {
      const files = refs.map((ref): TogetherEntry => ({ ref, frame: 0, value: 0 }));
      add(list.value.images.length === 0 && shown.value && refs.length > 0 ? [shown.value, ...files] : files);
    },
    remove(place: number): void {
      const gone = list.value.images[place];
      if (!gone) return;
      change(`Without ${nameOfRef(gone.ref)}`, { images: list.value.images.filter((_, i) => i !== place) });
    },
    arrange(label: string, arrangement: TogetherArrangement): void {
      change(label, { arrangement });
    },
    /** @param value  m or rad */
    changeValue(place: number, label: string, value: number): void {
      const images = list.value.images.map((one, i) => (i === place ? { ...one, value } : one));
      change(label, { images }, `together:${place}`);
    },
    async run(): Promise<void> {
      const { images, arrangement } = list.value;
      const of = state.value;
      try {
        const ids = await Promise.all(images.map(imageIdOf));
        const found = await runs.together(
          images.map(({ frame, value }, i) => ({ imageId: ids[i]!, frame, value })),
          arrangement,
        );
        if (found) outcome.value = { of, images, result: found };
      } catch (cause) {
        results.error = AppError.from(cause); // a file that cannot be opened any more
      }
    },
    /** Shows one of the images with the geometry found for it. */
    async take(found: TogetherImage): Promise<void> {
      const entry = list.value.images[found.place];
      if (!entry) return;
      const { ref, dataset, frame } = entry;
      const isShown = shown.value !== undefined && keyOf(shown.value) === keyOf(entry);
      if (!isShown) await image.open(ref, { ...(dataset === undefined ? {} : { dataset }), frame });
      const { result: together } = outcome.value ?? {};
      const isWavelengthFound = together?.parameters.some(({ name, held }) => name === 'wavelength' && !held) === true;
      const next = {
        calibration: found.calibration,
        warnings: [],
        origins: {
          ...setups.detector?.origins,
          ...({ dist: 'found', poni1: 'found', poni2: 'found', rot1: 'found', rot2: 'found', rot3: 'found' } as const),
          wavelength: isWavelengthFound ? ('found' as const) : (setups.wavelength?.origin ?? 'typed'),
        },
      };
      const label = `Calibrated together: ${nameOfRef(ref)}`;
      documents.changeCalibration(label, next);
      history.add(label, next);
    },
    /** One .poni for each image: NAME_IMAGE.poni. */
    async save(target: {
      readonly directory: FileRef;
      readonly name: string;
      readonly overwrite: boolean;
    }): Promise<SavedFiles> {
      const found = result.value;
      if (!found) throw new AppError('usage', 'There is nothing to save yet: calibrate the images together first.');
      const base = target.name.replace(/\.poni$/i, '');
      const stems = list.value.images.map(({ ref }) =>
        nameOfRef(ref)
          .replace(/(\.gz)?$/i, '')
          .replace(/\.[^.]+$/, ''),
      );
      const areDifferent = new Set(stems).size === stems.length;
      const files: SavedFiles['files'][number][] = [];
      for (const { place, calibration } of found.images) {
        const name = `${base}_${areDifferent ? (stems[place] ?? place + 1) : place + 1}.poni`;
        files.push(...(await host.call('calibration.save', { ...target, name, calibration })).files);
      }
      return { files };
    },
  };
});
