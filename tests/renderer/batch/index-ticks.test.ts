import { describe, expect, it } from 'vitest';
import { indexTicks } from '../../../src-renderer/batch/index-ticks.ts';

describe('indexTicks', () => {
  it('marks whole numbers only, however near one looks', () => {
    expect(indexTicks([-0.5, 3.5], 400, 20).map(({ label }) => label)).toEqual(['0', '1', '2', '3']);
  });
  it('keeps labels apart on long axes', () => {
    expect(indexTicks([-0.5, 999.5], 300, 40).map(({ value }) => value)).toEqual([0, 200, 400, 600, 800]);
  });
  it('marks nothing on an axis without extent', () => {
    expect(indexTicks([3, 3], 100, 20)).toEqual([]);
  });
});
