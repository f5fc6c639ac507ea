import { describe, expect, it } from 'vitest';
import { parseFrameRange, selectFrames } from '../../src-main/service/frame-range.ts';

const select = (text: string, count: number): number[] => selectFrames(parseFrameRange(text), count);

describe('frame ranges', () => {
  // As Python: list(range(10))[0:10:3] and so on.
  it.each([
    ['0:10:3', [0, 3, 6, 9]],
    ['2:5', [2, 3, 4]],
    [':3', [0, 1, 2]],
    ['8:', [8, 9]],
    ['::4', [0, 4, 8]],
    ['-2:', [8, 9]],
    [':-8', [0, 1]],
    ['5:100', [5, 6, 7, 8, 9]],
    ['7:3', []],
    ['4', [4]],
    ['-1', [9]],
    ['12', []],
  ])('%s selects what Python selects of ten frames', (text, frames) => {
    expect(select(text, 10)).toEqual(frames);
  });

  it('selects every frame where no range is given', () => {
    expect(selectFrames(undefined, 3)).toEqual([0, 1, 2]);
  });

  it.each(['a:b', '1:2:3:4', '0:10:0', '0:10:-1', '', '1.5', '-'])('refuses "%s"', (text) => {
    expect(() => parseFrameRange(text)).toThrow(/Frames/);
  });
});
