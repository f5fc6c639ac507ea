import { describe, expect, it } from 'vitest';
import { formatTogetherReport, type TogetherReportContent } from '../../src-shared/format/together-report-html.ts';

const content: TogetherReportContent = {
  ...{ calibrantLabel: 'Silver <behenate>', verdict: 'check', reasons: ['far.tif alone is judged check.'] },
  arrangement: 'path',
  parameters: [
    { name: 'dist[2]', value: 0.25, uncertainty: 1.5e-6, held: false },
    { name: 'wavelength', value: 1.000004e-10, uncertainty: 2.5e-15, held: false },
    { name: 'travel[2]', value: 0.08, uncertainty: NaN, held: false },
    { name: 'path1', value: 0, uncertainty: 0, held: true },
  ],
  correlation: {
    names: ['dist[2]', 'wavelength'],
    matrix: [
      [1, -0.9971],
      [-0.9971, 1],
    ],
  },
  warnings: ['The wavelength and dist[2] are nearly the same thing.'],
  images: [],
  leftOut: [{ imageName: 'dark.tif', reason: 'No ring was found.' }],
  program: 'annulus 1.2.3',
};

describe('formatTogetherReport', () => {
  it('gives parameters in the units people use, with what was held and what is not determined', () => {
    const html = formatTogetherReport(content);
    const cell = (text: string): string => `<td class="number">${text}</td>`;
    // As many digits as the uncertainty makes sense of, and one more: 0.0015 mm, 0.000025 Å.
    expect(html).toContain(`along its normal</th>${cell('250.00000')}${cell('0.0015')}<td>mm</td>`);
    expect(html).toContain(`<th>wavelength</th>${cell('1.0000040')}${cell('0.000025')}<td>Å</td>`);
    expect(html).toContain(`travel from the first image</th>${cell('80.000000')}${cell('not determined')}<td>mm</td>`);
    expect(html).toContain(`leans up</th>${cell('0.0000000')}${cell('held')}<td>°</td>`);
  });

  it('says who was left out, what goes together, and lets no name become markup', () => {
    const html = formatTogetherReport(content);
    expect(html).toContain(
      '<tr class="dropped"><th>dark.tif</th><td colspan="10">Left out: No ring was found.</td></tr>',
    );
    expect(html).toContain('<td class="number strong">−0.9971</td>');
    expect(html).toContain('are nearly the same thing.');
    expect(html).toContain('Silver &lt;behenate&gt;');
    expect(html).toMatch(
      /<section class="verdict check">\n<strong>check<\/strong>\n<ul><li>far\.tif alone is judged check\.<\/li>/,
    );
  });
});
