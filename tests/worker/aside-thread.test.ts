import { beforeAll, describe, expect, it } from 'vitest';
import { createAside } from '../../src-main/worker/aside-thread.ts';
import type { OnStep } from '../../src-shared/calibration/aside.ts';
import { ridgesAt } from '../../src-shared/calibration/search-points.ts';
import { createRandom } from '../../src-shared/simulation/random.ts';
import { buildWorker } from './built-worker.ts';

const random = createRandom(3);
const [rows, columns] = [60, 80];
const flat = {
  ...{ rows, columns },
  values: Float32Array.from({ length: rows * columns }, () => 7 * random.next() - 2),
  usable: new Uint8Array(rows * columns).fill(1),
};

describe('thread beside a calibration', () => {
  let url: URL;
  beforeAll(async () => {
    url = await buildWorker('src-main/worker/calibration-entry.ts');
  });

  it('gives what the part gives here, in whatever order it is asked for', () => {
    const aside = createAside(url);
    const widths = [1, 1.5, 2, 2.5];
    const waiting = widths.map((sigma) => aside.begin(ridgesAt, flat, sigma));
    for (const index of [2, 0, 3, 1]) expect(waiting[index]!()).toEqual(ridgesAt(flat, widths[index]!));
  });

  it('does here what the other has not begun, and what is no part it knows', () => {
    const aside = createAside(url); // it has no time to start before the first is asked for
    for (let k = 0; k < 200; k++) expect(aside.begin(ridgesAt, flat, 1)().strength[1000]).toBeGreaterThanOrEqual(0);
    const own = (a: number, b: number, onStep: OnStep): number => {
      onStep(0.5);
      return a - b;
    };
    const heard: number[] = [];
    expect(aside.begin(own, 5, 3)((part) => void heard.push(part))).toBe(2);
    expect(heard).toEqual([0.5]);
  });

  it('tells whoever waits how much is done, wherever that is', () => {
    const aside = createAside(url);
    const large = {
      rows: 1200,
      columns: 1200,
      values: new Float32Array(1.44e6),
      usable: new Uint8Array(1.44e6).fill(1),
    };
    const waiting = [1.5, 2.5].map((sigma) => aside.begin(ridgesAt, large, sigma));
    const heard = waiting.map((wait) => {
      const fractions: number[] = [];
      wait((fraction) => void fractions.push(fraction));
      return fractions;
    });
    expect(heard.flat().length).toBeGreaterThan(0);
    for (const fractions of heard) {
      expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
      for (const fraction of fractions) expect(fraction).toBeLessThanOrEqual(1);
    }
  });

  it('does all here when the thread is none', async () => {
    const aside = createAside(new URL('./no-such-entry.mjs', import.meta.url));
    const before = aside.begin(ridgesAt, flat, 1.5);
    await new Promise((resolve) => setTimeout(resolve, 300)); // it fails to start
    const after = aside.begin(ridgesAt, flat, 1.5);
    expect(before()).toEqual(ridgesAt(flat, 1.5));
    expect(after()).toEqual(ridgesAt(flat, 1.5));
  });

  it('throws here what a part throws there', () => {
    const aside = createAside(url);
    const failing = aside.begin(ridgesAt, { ...flat, values: null as unknown as Float32Array }, 1.5);
    expect(failing).toThrow(TypeError);
  });
});
