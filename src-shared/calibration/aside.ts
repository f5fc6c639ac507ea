/** Told now and then which part of some work is done, 0 to 1. */
export type OnStep = (fraction: number) => void;

/**
 * Parts of a calibration that need not wait for each other can be done beside it, by another thread. A part is a
 * function of plain values and typed arrays alone: it gives the same numbers wherever it runs, so that a calibration gives
 * the same bytes however many threads there are.
 */
export interface Aside {
  /** Whether there is another thread: without one, cutting work in halves gains nothing. */
  readonly isBeside: boolean;
  /**
   * Begins a part, whose last argument is told how much of it is done.
   *
   * @returns waits for its result, and tells meanwhile how much of it is done; to be called once
   */
  begin<A extends readonly unknown[], R>(part: (...args: [...A, OnStep]) => R, ...args: A): (onStep?: OnStep) => R;
}

const untold: OnStep = () => undefined;

/** No other thread: a part is done here, when its result is asked for. */
export const doneHere: Aside = {
  isBeside: false,
  begin:
    (part, ...args) =>
    (onStep = untold) =>
      part(...args, onStep),
};
