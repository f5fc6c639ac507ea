import { AppError } from '../../src-shared/model/app-error.ts';
import type { BatchComparison, BatchPattern, EarlierResults } from '../../src-shared/rpc/batch-contract.ts';
import type { FileRef, Handlers } from '../../src-shared/rpc/contract.ts';
import { createRunComparison } from '../batch/compare-runs.ts';
import { openEarlierRun, type OpenedRun, resultNames } from '../batch/earlier-run.ts';
import type { FileAccess } from '../file/file-access.ts';
import type { SessionBatch } from './session-batch.ts';

/** Earlier runs whose patterns lie on the disk for comparison; the oldest goes first. */
const MAX_OPENED = 4;

type Comparison = ReturnType<typeof createRunComparison>;

/** Batches beside the results of earlier runs. */
export function createBatchComparisons(files: FileAccess, findBatch: (id: string) => SessionBatch | undefined) {
  const opened = new Map<string, OpenedRun>();
  const comparisons = new Map<string, Comparison>();
  let lastId = 0;

  function forget(id: string): void {
    for (const key of comparisons.keys()) if (key.split(' ').includes(id)) comparisons.delete(key);
  }

  function compare(batchId: string, earlierId: string): { batch: SessionBatch; comparison: Comparison } {
    const batch = findBatch(batchId);
    const earlier = opened.get(earlierId) ?? findBatch(earlierId)?.asEarlier;
    if (!batch) throw new AppError('not-found', 'This batch is no longer known: start it again.');
    if (!earlier) throw new AppError('not-found', 'The earlier run is no longer open: choose it again.');
    const key = `${batchId} ${earlierId}`;
    const comparison = comparisons.get(key) ?? createRunComparison(batch.compared, earlier);
    comparisons.set(key, comparison);
    return { batch, comparison };
  }

  async function filesOf(ref: FileRef, signal: AbortSignal): Promise<string[]> {
    const entry = await files.entry(ref);
    if (entry.kind !== 'directory') return [await files.resolve(ref, 'read')];
    const { entries } = await files.list(ref, signal);
    const refs = new Map(entries.flatMap((one) => (one.kind === 'directory' ? [] : [[one.name, one.ref] as const])));
    return Promise.all(resultNames([...refs.keys()]).map((name) => files.resolve(refs.get(name)!, 'read')));
  }

  return {
    handlers: {
      'batch.openEarlier': async ({ ref }, { signal, onProgress }): Promise<EarlierResults> => {
        const run = await openEarlierRun(await filesOf(ref, signal), signal, onProgress);
        const earlierId = `earlier-${++lastId}`;
        opened.set(earlierId, run);
        const [oldest] = opened.keys();
        if (opened.size > MAX_OPENED && oldest !== undefined) {
          forget(oldest);
          const gone = opened.get(oldest);
          opened.delete(oldest);
          await gone?.close();
        }
        const { radialUnit, failures } = run;
        const label = ref.slice(ref.replace(/\/$/, '').lastIndexOf('/') + 1);
        return { earlierId, label, patterns: run.names().length, radialUnit, failures };
      },
      'batch.compare': async ({ batchId, earlierId, window, ...size }): Promise<BatchComparison> => {
        const { batch, comparison } = compare(batchId, earlierId);
        const { version } = batch.run;
        const { radialUnit } = batch.compared;
        return { radialUnit, ...(await comparison.pictures({ ...size, window: window as [number, number] })), version };
      },
      'batch.earlierPattern': async ({
        batchId,
        earlierId,
        index,
      }): Promise<BatchPattern & { readonly name: string }> => compare(batchId, earlierId).comparison.pattern(index),
    } satisfies Partial<Handlers>,
    /** A batch is gone. */
    forget,
    async close(): Promise<void> {
      comparisons.clear();
      await Promise.all([...opened.values()].map((run) => run.close()));
      opened.clear();
    },
  };
}
