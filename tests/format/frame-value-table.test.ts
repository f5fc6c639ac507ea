import { describe, expect, it } from 'vitest';
import { parseFrameValueTable } from '../../src-shared/format/frame-value-table.ts';

const single = (image: string) => ({ image, frame: 0, frameCount: 1 });

describe('parseFrameValueTable', () => {
  it('finds files by name, with or without folder and suffix, in any of four separators', () => {
    for (const text of [
      'data/a.tif,2.5\nb,3',
      'data/a.tif;2.5\nb;3',
      'data/a.tif\t2.5\r\nb\t3',
      ' data/a.tif  2.5 \n\n b 3',
    ]) {
      const table = parseFrameValueTable(text, 'm.csv');
      expect(table.valueOf(single('a.tif'))).toBe(2.5);
      expect(table.valueOf(single('b.cbf'))).toBe(3);
    }
  });

  it('takes the last column, or the one that is named', () => {
    const text = '# beam\n"file",I0,"T"\n"a.tif",100,0.5\n';
    expect(parseFrameValueTable(text, 'm.csv').valueOf(single('a.tif'))).toBe(0.5);
    expect(parseFrameValueTable(text, 'm.csv', 'I0').valueOf(single('a.tif'))).toBe(100);
    expect(() => parseFrameValueTable(text, 'm.csv', 'file')).toThrow('m.csv has no column "file": it has I0, T.');
    expect(() => parseFrameValueTable('a 1', 'm.csv', 'I0')).toThrow('its columns have no names');
  });

  it('finds frames of a stack by number, or line by line under its name', () => {
    const byNumber = parseFrameValueTable('000 4\n001 5\n', 'm.txt');
    expect([0, 1].map((frame) => byNumber.valueOf({ image: 's.npy', frame, frameCount: 2 }))).toEqual([4, 5]);
    const byName = parseFrameValueTable('s.npy 7\ns.npy 8\nt.npy 9', 'm.txt');
    expect([0, 1].map((frame) => byName.valueOf({ image: 's.npy', frame, frameCount: 2 }))).toEqual([7, 8]);
    expect(byName.valueOf({ image: 't.npy', frame: 3, frameCount: 5 })).toBe(9);
  });

  it('does not take frame numbers for files of a series', () => {
    const table = parseFrameValueTable('0 4\n1 5\n', 'm.txt');
    expect(() => table.valueOf(single('scan_1.tif'))).toThrow('m.txt has no value for scan_1.tif: add a line for it.');
  });

  it('says which line is none, and which frame has several values', () => {
    expect(() => parseFrameValueTable('a.tif 1\nb.tif\n', 'm.txt')).toThrow('Line 2 of m.txt is "b.tif"');
    expect(() => parseFrameValueTable('a.tif 1\nb.tif x\n', 'm.txt')).toThrow('Line 2 of m.txt is "b.tif x"');
    expect(() => parseFrameValueTable('# nothing\n\n', 'm.txt')).toThrow('m.txt is empty');
    const twice = parseFrameValueTable('a.tif 1\na.tif 2\n', 'm.txt');
    expect(() => twice.valueOf(single('a.tif'))).toThrow('2 different values for a.tif');
  });
});
