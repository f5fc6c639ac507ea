import { describe, expect, it } from 'vitest';
import { createJobControl, takeSome } from '../../src-main/worker/job-control.ts';

describe('takeSome', () => {
  it('gives every piece once, a quarter of a thread’s share of what is left, pairs in the end', () => {
    const control = createJobControl();
    const turns: (readonly [number, number])[] = [];
    for (let turn = takeSome(control, 361, 2); turn[0] < 361; turn = takeSome(control, 361, 2)) turns.push(turn);
    const lengths = turns.map(([first, end]) => end - first);
    expect(turns.map(([first]) => first)).toEqual([0, ...turns.slice(0, -1).map(([, end]) => end)]);
    expect(turns.at(-1)![1]).toBe(361);
    expect(lengths[0]).toBe(46); // 361 / 8, in pairs
    expect(lengths.slice(0, -1).every((length, i) => length % 2 === 0 && length >= (lengths[i + 1] ?? 0))).toBe(true);
    expect(lengths.slice(-4)).toEqual([2, 2, 2, 1]);
    expect(takeSome(control, 361, 2)).toEqual([361, 361]);
  });
});
