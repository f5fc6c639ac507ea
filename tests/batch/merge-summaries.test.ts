import { describe, expect, it } from 'vitest';
import { mergeSummaries } from '../../src-main/batch/merge-summaries.ts';
import { SUMMARY_HEADER } from '../../src-main/batch/summary-csv.ts';

const summary = (...lines: string[]): string => `${[SUMMARY_HEADER, ...lines].join('\r\n')}\r\n`;

describe('mergeSummaries', () => {
  it('keeps one line for each frame, the last that was said of it, numbered anew', () => {
    const { text, rows } = mergeSummaries([
      summary('0,/d/a.tif,0,failed,,,,,0,0,0,"It has 3, not 4 bytes: the ""file"" is cut off."'),
      summary('0,/d/s.h5::/entry/data,7,done,1.5,2,96,0.25,0,1,0,', '1,"/d/x, y.tif",0,done,3,4,96,0,0,0,1,'),
      summary('0,/d/a.tif,0,done,9,8,96,0,0,0,0,'),
    ]);
    expect(text).toBe(
      summary(
        '0,/d/a.tif,0,done,9,8,96,0,0,0,0,',
        '1,/d/s.h5::/entry/data,7,done,1.5,2,96,0.25,0,1,0,',
        '2,"/d/x, y.tif",0,done,3,4,96,0,0,0,0,', // nobody is an outlier among three
      ),
    );
    expect(rows[2]).toEqual({ image: '/d/x, y.tif', frame: 0, state: 'done', reason: '' });
  });

  it('F021: judges outliers among the frames of the whole, not of a part', () => {
    const line = (i: number, integral: number, outlier: number): string =>
      `${i % 3},/d/f${i}.tif,0,done,${integral},9,96,0,0,0,${outlier},`;
    const integrals = [100, 101, 100, 300, 99, 100, 101, 100, 100];
    // In parts of three no frame has neighbours enough; one is said to be an outlier that is none.
    const parts = [0, 3, 6].map((first) =>
      summary(...[0, 1, 2].map((k) => line(first + k, integrals[first + k]!, first + k === 8 ? 1 : 0))),
    );
    const flags = mergeSummaries(parts)
      .text.split('\r\n')
      .slice(1, -1)
      .map((text) => text.split(',')[10]);
    expect(flags).toEqual(['0', '0', '0', '1', '0', '0', '0', '0', '0']);
  });

  it('gives the reason of a failure as it was said', () => {
    const [row] = mergeSummaries([summary('4,/d/a.tif,2,failed,,,,,0,0,0,"It has 3, not ""4"" bytes."')]).rows;
    expect(row).toEqual({ image: '/d/a.tif', frame: 2, state: 'failed', reason: 'It has 3, not "4" bytes.' });
  });
});
