import type { PlotCurve } from '../../src-shared/figure/plot-curve.ts';

/** Two columns and the name of the file that they go to. */
export interface CurveFile {
  readonly name: string;
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/**
 * The curves of a plot, one file of two columns each: intensities as they are drawn, with scale and offset. The first
 * has the name alone, the others are told apart by what they are called.
 *
 * @param stem  name without suffix
 */
export function curveFiles(curves: readonly PlotCurve[], stem: string): CurveFile[] {
  const taken = new Set<string>();
  return curves.map(({ x, y, label, scale = 1, offset = 0 }, index) => {
    const own = index === 0 ? stem : `${stem}-${fileNamePart(label)}`;
    let name = own;
    // File systems may not tell upper from lower case.
    for (let number = 2; taken.has(name.toLowerCase()); number++) name = `${own}-${number}`;
    taken.add(name.toLowerCase());
    return { name: `${name}.xy`, x, y: Float64Array.from(y, (value) => scale * value + offset) };
  });
}

/** Without the suffix, and without what file systems refuse. */
function fileNamePart(label: string): string {
  const plain = label.replace(/\.[A-Za-z]\w{0,3}(?= |$)/, '').replace(/[^\p{L}\p{N}._+-]+/gu, '-');
  return plain.replace(/^[-.]+|[-.]+$/g, '') || 'curve';
}
