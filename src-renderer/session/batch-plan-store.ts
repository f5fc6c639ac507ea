import { defineStore } from 'pinia';
import { computed } from 'vue';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { CakeCut } from '../../src-shared/model/cake.ts';
import type { BatchPlan, BatchTask } from '../../src-shared/model/schema-types.generated.ts';
import type { FileRef } from '../../src-shared/rpc/contract.ts';
import { useCakeCutStore } from './cake-cut-store.ts';
import { useDocumentStore } from './document-store.ts';
import { useHostStore } from './host-store.ts';
import { usePatternStore } from './pattern-store.ts';
import { nameOfRef } from './session-document.ts';

export type BatchInput = BatchPlan['inputs'][number];
type PlanKey = keyof BatchPlan;

/** What the next batch takes and where it goes: part of the document, so that it is saved and can be taken back. */
export const useBatchPlanStore = defineStore('batch-plan', () => {
  const documents = useDocumentStore();
  const host = useHostStore();
  const patterns = usePatternStore();
  const cuts = useCakeCutStore();
  const plan = computed(() => documents.current.batch);
  const writableRoots = computed(() => (host.info?.roots ?? []).filter(({ writable }) => writable));
  /** Chosen, or else a folder of its own where the results can lie. */
  const directory = computed<FileRef | undefined>(() => {
    if (plan.value.directory !== undefined) return plan.value.directory;
    const root = writableRoots.value[0]?.ref;
    return root === undefined ? undefined : `${root.endsWith('/') ? root : `${root}/`}integrated`;
  });

  /** As cakes of one image are cut, with a number of its own. */
  const cut = computed<CakeCut>(() => ({ ...cuts.cut, azimuthBins: plan.value.azimuthBins }));

  /** Patterns are written as they are shown: without the background that is subtracted on screen. */
  function withBackground(settings: BatchTask['settings']): BatchTask['settings'] {
    const { patternBackground } = documents.current;
    return patternBackground?.subtract ? { ...settings, patternBackground } : settings;
  }

  /** Sets parts of the plan; `undefined` takes an optional one away. */
  function change(label: string, patch: { [K in PlanKey]?: BatchPlan[K] | undefined }, mergeKey?: string): void {
    const batch = Object.fromEntries(
      Object.entries({ ...plan.value, ...patch }).filter(([, value]) => value !== undefined),
    ) as unknown as BatchPlan;
    documents.change(label, { batch }, mergeKey === undefined ? undefined : `batch:${mergeKey}`);
  }

  function addInputs(added: readonly BatchInput[]): void {
    const key = ({ ref, dataset }: BatchInput): string => `${ref}::${dataset ?? ''}`;
    const known = new Set(plan.value.inputs.map(key));
    const inputs = added.filter((input) => !known.has(key(input)));
    const [first] = inputs;
    if (!first) return;
    const label = inputs.length === 1 ? `${nameOfRef(first.ref)} added to the batch` : `${inputs.length} files added`;
    change(label, { inputs: [...plan.value.inputs, ...inputs] });
  }

  return {
    plan,
    cut,
    directory,
    writableRoots,
    change,
    addInputs,
    removeInput(input: BatchInput): void {
      const inputs = plan.value.inputs.filter((one) => one !== input);
      change(`${nameOfRef(input.ref)} taken out of the batch`, { inputs });
    },
    clearInputs: (): void => change('Batch emptied', { inputs: [] }),

    /**
     * What the host is asked to do: the files of the plan, integrated like the pattern on screen.
     * @throws AppError  if something is missing
     */
    async task(): Promise<BatchTask> {
      const { inputs, recursive, frames, makes, formats, tables = [], layouts, existing, summaryFile } = plan.value;
      if (inputs.length === 0)
        throw new AppError('usage', 'The batch has no files: add images or folders to it first.');
      if (!documents.calibration)
        throw new AppError('usage', 'There is no calibration: open one, or calibrate, before a batch begins.');
      const params = await patterns.resolveParams();
      if (!params)
        throw new AppError(
          'usage',
          'No image is open: open one of the batch first, so that what is done to all of them can be seen on one.',
        );
      if (directory.value === undefined)
        throw new AppError('usage', 'No folder can be written to: start Annulus with a folder that can.');
      const { calibration, settings, maskIds, darkId, flatId, backgroundId, normalizeBy } = params;
      const isCake = makes === 'cakes';
      const [first, ...others] = layouts;
      return {
        inputs,
        recursive,
        ...(frames === undefined ? {} : { frames }),
        calibration,
        settings: isCake ? settings : withBackground(settings),
        maskIds,
        ...(darkId === undefined ? {} : { darkId }),
        ...(flatId === undefined ? {} : { flatId }),
        ...(backgroundId === undefined ? {} : { backgroundId }),
        ...(normalizeBy ? { normalizeBy } : {}),
        formats: isCake ? [] : formats,
        ...(isCake || tables.length === 0 ? {} : { tables }),
        ...(isCake && first !== undefined ? { cakes: { cut: cut.value, layouts: [first, ...others] } } : {}),
        directory: directory.value,
        existing,
        summaryFile,
      };
    },
  };
});
