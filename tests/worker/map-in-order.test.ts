import { describe, expect, it } from 'vitest';
import { mapInOrder } from '../../src-main/worker/map-in-order.ts';

describe('mapInOrder', () => {
  it('gives results in the order of the items, whichever ends first', async () => {
    const found: number[] = [];
    const task = async (wait: number): Promise<number> => {
      await new Promise((resolve) => setTimeout(resolve, wait));
      return wait;
    };
    for await (const result of mapInOrder([20, 1, 10, 0], 3, task)) found.push(result);
    expect(found).toEqual([20, 1, 10, 0]);
  });

  it('never runs more at a time than it may', async () => {
    let running = 0;
    let most = 0;
    const task = async (): Promise<void> => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 1));
      running--;
    };
    for await (const _ of mapInOrder([1, 2, 3, 4, 5, 6, 7], 2, task)) void _;
    expect(most).toBe(2);
  });

  it('throws what a task threw in its turn, and begins no other', async () => {
    const begun: number[] = [];
    const task = async (item: number): Promise<number> => {
      begun.push(item);
      if (item === 2) throw new Error('two');
      return item;
    };
    const found: number[] = [];
    const run = async (): Promise<void> => {
      for await (const result of mapInOrder([1, 2, 3, 4, 5], 2, task)) found.push(result);
    };
    await expect(run()).rejects.toThrow('two');
    expect(found).toEqual([1]);
    expect(begun).toEqual([1, 2, 3]);
  });
});
