/**
 * Parts of a calibration that need not wait for each other can be done beside it, by another thread. A part is a
 * function of plain values and typed arrays alone: it gives the same numbers wherever it runs, so that a calibration gives
 * the same bytes however many threads there are.
 */
export interface Aside {
  /** Whether there is another thread: without one, cutting work in halves gains nothing. */
  readonly isBeside: boolean;
  /**
   * Begins a part.
   *
   * @returns waits for its result; to be called once
   */
  begin<A extends readonly unknown[], R>(part: (...args: A) => R, ...args: A): () => R;
}

/** No other thread: a part is done here, when its result is asked for. */
export const doneHere: Aside = {
  isBeside: false,
  begin:
    (part, ...args) =>
    () =>
      part(...args),
};
