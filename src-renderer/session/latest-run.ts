/**
 * Runs a task for the newest input only. While one runs, newer inputs replace each other in a queue of one; the run is
 * cancelled if it takes longer than `patience`, or at once if its answer would be of no use (`isRelated`), so that a
 * handle that is dragged keeps the picture moving.
 */
export interface LatestRunOptions<Input, Output> {
  readonly run: (input: Input, signal: AbortSignal) => Promise<Output>;
  readonly onResult: (output: Output, input: Input) => void;
  readonly onError: (cause: unknown, input: Input) => void;
  /** Called whenever it starts or stops being busy. */
  readonly onBusy: (isBusy: boolean) => void;
  /** Whether the answer for `running` is still worth showing when `next` is wanted. */
  readonly isRelated: (running: Input, next: Input) => boolean;
  /** ms */
  readonly patience?: number;
}

export interface LatestRun<Input> {
  /** `undefined` stops what runs and wants nothing. */
  request(input: Input | undefined): void;
}

export function createLatestRun<Input, Output>(options: LatestRunOptions<Input, Output>): LatestRun<Input> {
  const patience = options.patience ?? 250;
  let running: { readonly input: Input; readonly controller: AbortController } | undefined;
  let queued: { readonly input: Input } | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function start(input: Input): Promise<void> {
    const controller = new AbortController();
    running = { input, controller };
    try {
      const output = await options.run(input, controller.signal);
      if (!controller.signal.aborted) options.onResult(output, input);
    } catch (cause) {
      if (!controller.signal.aborted && !queued) options.onError(cause, input);
    } finally {
      if (running?.controller === controller) {
        clearTimeout(timer);
        running = undefined;
        const next = queued;
        queued = undefined;
        if (next) void start(next.input);
        else options.onBusy(false);
      }
    }
  }

  return {
    request(input) {
      clearTimeout(timer);
      queued = undefined;
      if (input === undefined) {
        running?.controller.abort();
        if (running) options.onBusy(false);
        running = undefined;
        return;
      }
      if (!running) {
        options.onBusy(true);
        void start(input);
        return;
      }
      const { controller } = running;
      if (options.isRelated(running.input, input)) {
        queued = { input };
        timer = setTimeout(() => controller.abort(), patience);
      } else {
        controller.abort();
        void start(input);
      }
    },
  };
}
