import { describe, expect, it } from 'vitest';
import { valueOfText } from '../../../src-renderer/tree/value-of-text.ts';
import { thumbnailOfMask } from '../../../src-renderer/browse/mask-thumbnail.ts';
import { pathFromFolder } from '../../../src-renderer/workspace/setup/path-from-folder.ts';

describe('the Setup workspace', () => {
  it('writes paths relative to the folder of the file', () => {
    expect(pathFromFolder('data:/a/m.msk', 'data:/a')).toBe('m.msk');
    expect(pathFromFolder('data:/a/masks/m.msk', 'data:/a/set')).toBe('../masks/m.msk');
    expect(pathFromFolder('data:/m.msk', 'data:/')).toBe('m.msk');
    expect(pathFromFolder('other:/b/m.msk', 'data:/a')).toBe('b/m.msk');
  });

  it('F108: draws row 0 of a mask on top, masked dark', () => {
    const { rgba, width, height } = thumbnailOfMask(Uint8Array.of(0, 0, 1, 1), [2, 2], 200);
    expect([width, height, rgba[0], rgba[8]]).toEqual([2, 2, 225, 30]);
  });

  it('F107: takes a decimal comma for a dot, and says what is no number', () => {
    expect(valueOfText({ kind: 'number', isInteger: false }, '1,5')).toEqual({ value: 1.5 });
    expect(valueOfText({ kind: 'number', isInteger: false }, 'x')).toEqual({ complaint: '"x" is not a number.' });
    expect(valueOfText({ kind: 'json' }, '[1]')).toEqual({ value: [1] });
  });
});
