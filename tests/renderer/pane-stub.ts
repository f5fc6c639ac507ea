import { vi } from 'vitest';

/** Gives every observed element a size: the test document has no layout. */
export function stubPane(width: number, height: number): void {
  class PaneObserver {
    readonly #report: ResizeObserverCallback;

    constructor(report: ResizeObserverCallback) {
      this.#report = report;
    }

    observe() {
      const box = [{ inlineSize: width, blockSize: height }];
      const entry = {
        contentRect: { width, height },
        devicePixelContentBoxSize: box,
      } as unknown as ResizeObserverEntry;
      this.#report([entry], this as unknown as ResizeObserver);
    }

    unobserve() {}
    disconnect() {}
  }
  vi.stubGlobal('ResizeObserver', PaneObserver);
}
