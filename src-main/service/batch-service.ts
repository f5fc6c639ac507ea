import { AppError } from '../../src-shared/model/app-error.ts';
import type { BatchTask } from '../../src-shared/model/schema-types.generated.ts';
import type { BatchPreview, BatchStatus } from '../../src-shared/rpc/batch-contract.ts';
import type { Handlers } from '../../src-shared/rpc/contract.ts';
import { createOutputFolder } from '../file/output-folder.ts';
import type { FileAccess } from '../file/file-access.ts';
import type { ImageStore } from '../store/image-store.ts';
import type { MaskStore } from '../store/mask-store.ts';
import type { IntegrationEngine } from '../worker/integration-engine.ts';
import { createBatchComparisons } from './batch-comparison.ts';
import { writeBatchRecipe } from './batch-recipe.ts';
import { checkTask, listInputs, planTask, readTaskImages } from './batch-task.ts';
import { createSessionBatch, type SessionBatch } from './session-batch.ts';
import { watchedFolders, watchInputs } from './watch-inputs.ts';

/** batch.status with `after` answers at the latest after this time, so that a lost connection is noticed. */
const LONGEST_WAIT_MS = 20_000;
/** …and not more often than this: frames come in crowds, and one answer tells of many. */
const SHORTEST_WAIT_MS = 30;
const PREVIEWED = 50;
const MAX_BATCHES = 32;

/** Batches of one window: they go on while the window looks elsewhere, and end with it. */
export function createBatchService(files: FileAccess, images: ImageStore, masks: MaskStore, engine: IntegrationEngine) {
  const batches = new Map<string, SessionBatch>();
  const comparisons = createBatchComparisons(files, (id) => batches.get(id));
  let lastId = 0;

  function find(id: string): SessionBatch {
    const batch = batches.get(id);
    if (!batch) throw new AppError('not-found', 'This batch is no longer known: start it again.');
    return batch;
  }

  async function forget(id: string): Promise<void> {
    const batch = batches.get(id);
    batches.delete(id);
    comparisons.forget(id);
    await batch?.close();
  }

  /** Room for one more: the oldest that is over is forgotten. */
  async function makeRoom(): Promise<void> {
    if (batches.size < MAX_BATCHES) return;
    const over = [...batches.values()].find(({ run }) => run.state === 'done' || run.state === 'cancelled');
    if (!over) throw new AppError('unavailable', `${MAX_BATCHES} batches are under way: close one of them first.`);
    await forget(over.id);
  }

  async function start(task: BatchTask, signal: AbortSignal): Promise<SessionBatch> {
    checkTask(task);
    await makeRoom();
    const out = await files.resolve(task.directory, 'write');
    const inputs = await listInputs(task, files, signal);
    const { plan, failures, shape } = await planTask(task, inputs, out, signal);
    if (!shape || plan.frames.length + plan.skipped === 0)
      throw new AppError(
        'not-found',
        failures[0] ? `Nothing can be integrated: ${failures[0].reason}` : 'There are no images in what was chosen.',
      );
    const setup = await readTaskImages(task, shape, files, images, masks, signal);
    await createOutputFolder(out);
    await writeBatchRecipe(task, out, files, images, masks);
    const { tables } = plan;
    const batch = createSessionBatch({ id: `batch-${++lastId}`, task, out, engine, isWatching: false, tables });
    batch.prepare(setup);
    batch.know(inputs);
    batch.addFailures(failures);
    batch.addPlan(plan);
    batches.set(batch.id, batch);
    return batch;
  }

  async function watch(task: BatchTask, existingFrames: boolean, signal: AbortSignal): Promise<SessionBatch> {
    checkTask(task);
    await makeRoom();
    const out = await files.resolve(task.directory, 'write');
    await listInputs(task, files, signal); // says at once what cannot be looked into
    await createOutputFolder(out);
    await writeBatchRecipe(task, out, files, images, masks);
    const tables = task.cakes ? [] : (task.tables ?? []).map((format) => `${out}/annulus-table.${format}`);
    const batch = createSessionBatch({ id: `batch-${++lastId}`, task, out, engine, isWatching: true, tables });
    const folders = await watchedFolders(task, files);
    batch.attachWatcher(watchInputs({ task, out, files, images, masks, batch, existingFrames, folders }));
    batches.set(batch.id, batch);
    return batch;
  }

  async function preview(task: BatchTask, signal: AbortSignal): Promise<BatchPreview> {
    checkTask(task);
    const out = await files.resolve(task.directory, 'write');
    const inputs = await listInputs(task, files, signal);
    let problem: AppError | null = null;
    const planned = await planTask(task, inputs, out, signal, 'skip').catch((cause: unknown) => {
      const error = AppError.from(cause);
      if (error.code === 'cancelled' || error.code === 'internal') throw cause;
      problem = error;
      return null;
    });
    const plan = planned?.plan;
    if (plan && plan.existing > 0 && task.existing === 'refuse')
      problem = new AppError(
        'exists',
        `${plan.existing} of the results exist already: skip them, replace them, or choose another folder.`,
      );
    else if (plan && plan.frames.length + plan.skipped === 0)
      problem = new AppError('not-found', 'There are no images in what was chosen.');
    const isSkipping = task.existing !== 'replace';
    return {
      frames: plan ? plan.frames.length + plan.skipped : 0,
      skipped: plan && isSkipping ? plan.skipped : 0,
      inputBytes: inputs.reduce((sum, { size }) => sum + size, 0),
      outputs: (plan?.outputs ?? []).slice(0, PREVIEWED).map(lastName),
      outputCount: plan?.outputs.length ?? 0,
      existingCount: plan?.existing ?? 0,
      failures: (planned?.failures ?? []).map(({ image, reason }) => ({ name: lastName(image), reason })),
      problem: (problem as AppError | null)?.toJSON() ?? null,
    };
  }

  async function statusAfter(batch: SessionBatch, after: number, signal: AbortSignal): Promise<BatchStatus> {
    const asked = performance.now();
    await batch.run.changed(after, signal, LONGEST_WAIT_MS);
    // What comes after a pause is told at once.
    const left = SHORTEST_WAIT_MS - (performance.now() - asked);
    if (left > 0 && batch.run.state === 'running' && !signal.aborted)
      await new Promise<void>((resolve) => void setTimeout(resolve, left));
    return batch.status();
  }

  return {
    handlers: {
      'batch.preview': async ({ task }, { signal }) => preview(task, signal),
      'batch.start': async ({ task }, { signal }) => (await start(task, signal)).status(),
      'batch.watch': async ({ task, existingFrames }, { signal }) =>
        (await watch(task, existingFrames, signal)).status(),
      'batch.stopWatching': async ({ batchId }) => {
        const batch = find(batchId);
        await batch.stopWatching();
        return batch.status();
      },
      'batch.list': async () => ({ batches: [...batches.values()].map((batch) => batch.status()) }),
      'batch.status': async ({ batchId, after }, { signal }) =>
        after === undefined ? find(batchId).status() : statusAfter(find(batchId), after, signal),
      'batch.pause': async ({ batchId }) => {
        find(batchId).run.pause();
        return find(batchId).status();
      },
      'batch.resume': async ({ batchId }) => {
        find(batchId).run.resume();
        return find(batchId).status();
      },
      'batch.cancel': async ({ batchId }) => {
        const batch = find(batchId);
        await batch.cancel();
        return batch.status();
      },
      'batch.retry': async ({ batchId, indices }) => {
        find(batchId).retry(indices);
        return find(batchId).status();
      },
      'batch.frames': async (params) => find(params.batchId).page(params),
      'batch.matrix': async (params) => find(params.batchId).matrix(params),
      'batch.pattern': async ({ batchId, index }) => find(batchId).pattern(index),
      'batch.summary': async (params) => find(params.batchId).summary(params),
      ...comparisons.handlers,
      'batch.close': async ({ batchId }) => {
        await forget(batchId);
        return null;
      },
    } satisfies Partial<Handlers>,
    close: async (): Promise<void> =>
      void (await Promise.all([comparisons.close(), ...[...batches.keys()].map(forget)])),
  };
}

function lastName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}
