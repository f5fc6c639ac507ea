import { describe, expect, it } from 'vitest';
import { curveFiles } from '../../../src-renderer/session/curve-files.ts';

const x = Float64Array.of(1, 2);
const curve = { id: 'a', label: 'CeO2.tif', x, y: Float64Array.of(10, Number.NaN) };

describe('files of what is shown', () => {
  it('hold the intensities as drawn, with scale and offset', () => {
    const [file] = curveFiles([{ ...curve, scale: 0.5, offset: -1 }], 'run');
    expect(file).toEqual({ name: 'run.xy', x, y: Float64Array.of(4, Number.NaN) });
  });

  it('are named after the curves, no two alike, with nothing that a file system refuses', () => {
    const labels = ['CeO2.tif', 'CeO2.tif · 3', 'ceo2.tif · 3', 'Bragg, a/b.tif', '../..', 'old 2.5 K.xy'];
    const names = curveFiles(
      labels.map((label) => ({ ...curve, label })),
      'run',
    ).map(({ name }) => name);
    expect(names).toEqual([
      'run.xy',
      'run-CeO2-3.xy',
      'run-ceo2-3-2.xy',
      'run-Bragg-a-b.xy',
      'run-curve.xy',
      'run-old-2.5-K.xy',
    ]);
  });
});
