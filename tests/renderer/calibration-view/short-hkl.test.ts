import { describe, expect, it } from 'vitest';
import { shortHkl } from '../../../src-renderer/calibration-view/short-hkl.ts';

describe('shortHkl', () => {
  it('keeps what is short', () => {
    expect(shortHkl('1 1 1')).toBe('111');
    expect(shortHkl('7 3 1 / 5 5 3')).toBe('731/553');
    expect(shortHkl('')).toBe('');
  });

  it('names the first of many reflections that share a ring', () => {
    expect(shortHkl('18 8 0 / 12 12 10')).toBe('18 8 0 …');
  });
});
