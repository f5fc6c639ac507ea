import { AppError } from '../../src-shared/model/app-error.ts';

/** What a cache of plans needs to know of one. */
export interface Cached {
  readonly bytes: number;
}

/**
 * Keeps the plans used last, up to a number of bytes. Equal requests at the same time share one build; a build that
 * nobody waits for any more is cancelled.
 */
export interface PlanCache<P extends Cached> {
  /** @param build  called if the plan is not there */
  findOrBuild(key: string, build: (signal: AbortSignal) => Promise<P>, signal?: AbortSignal): Promise<P>;
  readonly bytes: number;
  clear(): void;
}

interface Entry<P> {
  readonly promise: Promise<P>;
  readonly controller: AbortController;
  /** Once built. */
  plan: P | undefined;
  waiting: number;
}

/**
 * @param maxBytes  the plan used last is kept even if it is larger
 * @param drop  called with plans that the cache lets go of; they may still be in use
 */
export function createPlanCache<P extends Cached>(maxBytes: number, drop: (plans: readonly P[]) => void): PlanCache<P> {
  const entries = new Map<string, Entry<P>>(); // least recently used first
  let bytes = 0;

  function begin(key: string, build: (signal: AbortSignal) => Promise<P>): Entry<P> {
    const controller = new AbortController();
    const promise = build(controller.signal);
    const entry: Entry<P> = { promise, controller, plan: undefined, waiting: 0 };
    promise.then(
      (plan) => {
        if (entries.get(key) !== entry) return;
        entry.plan = plan;
        bytes += plan.bytes;
        shrink();
      },
      () => {
        if (entries.get(key) === entry) entries.delete(key);
      },
    );
    return entry;
  }

  function shrink(): void {
    const dropped: P[] = [];
    for (const [key, { plan }] of [...entries].slice(0, -1)) {
      if (bytes <= maxBytes) break;
      if (!plan) continue;
      entries.delete(key);
      bytes -= plan.bytes;
      dropped.push(plan);
    }
    if (dropped.length > 0) drop(dropped);
  }

  return {
    async findOrBuild(key, build, signal) {
      if (signal?.aborted) throw new AppError('cancelled', 'Cancelled.');
      let entry = entries.get(key);
      if (entry?.controller.signal.aborted) entry = undefined;
      entry ??= begin(key, build);
      entries.delete(key);
      entries.set(key, entry);
      if (entry.plan) return entry.plan;
      entry.waiting++;
      try {
        return await unlessAborted(entry.promise, signal);
      } finally {
        entry.waiting--;
        if (entry.waiting === 0 && !entry.plan) entry.controller.abort();
      }
    },
    get bytes() {
      return bytes;
    },
    clear() {
      const plans = [...entries.values()].flatMap(({ plan }) => (plan ? [plan] : []));
      entries.clear();
      bytes = 0;
      if (plans.length > 0) drop(plans);
    },
  };
}

async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  let cancel: (() => void) | undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    cancel = () => reject(new AppError('cancelled', 'Cancelled.'));
    signal.addEventListener('abort', cancel, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    if (cancel) signal.removeEventListener('abort', cancel);
  }
}
