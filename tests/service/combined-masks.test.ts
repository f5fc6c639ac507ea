import { describe, expect, it } from 'vitest';
import { createCombinedMasks } from '../../src-main/service/combined-masks.ts';
import { createMaskStore } from '../../src-main/store/mask-store.ts';

const shape = [2, 3] as const;

describe('createCombinedMasks', () => {
  const store = createMaskStore();
  const mask = (...ignored: number[]) => store.keep('a:/m', { name: 'm', shape, mask: Uint8Array.from(ignored) });
  const [first, second] = [mask(1, 0, 0, 0, 0, 0), mask(0, 0, 0, 0, 0, 7)];
  const settings = { detectorMask: true };

  it('gives the same array again for the same masks, and another for others', () => {
    const combined = createCombinedMasks();
    const both = combined(shape, [first, second], settings, undefined)!;
    expect([...both]).toEqual([1, 0, 0, 0, 0, 1]);
    expect(combined(shape, [first, second], { detectorMask: true }, undefined)).toBe(both);
    expect([...combined(shape, [second], settings, undefined)!]).toEqual([0, 0, 0, 0, 0, 1]);
    expect(combined(shape, [], settings, undefined)).toBeNull();
  });
});
