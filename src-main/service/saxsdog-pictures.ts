import { basename } from 'node:path';
import { figureFile } from '../../src-shared/figure/figure-file.ts';
import { patternFigure } from '../../src-shared/figure/pattern-figure.ts';
import type { PlotCurve } from '../../src-shared/figure/plot-curve.ts';
import { textPlot } from '../../src-shared/figure/text-plot.ts';
import { writePng } from '../../src-shared/format/png-writer.ts';
import type { DetectorImage } from '../../src-shared/model/detector-image.ts';
import { writeWhole } from '../file/atomic-write.ts';
import type { SaxsdogResult } from './saxsdog-engine.ts';

const AXIS_TITLES = {
  radial: 'q (nm⁻¹)',
  azimuthal: 'Azimuth (rad)',
  vertical: 'q vertical (nm⁻¹)',
  'in-plane': 'q horizontal (nm⁻¹)',
} as const;
const Y_LABEL = 'Intensity (counts/pixel)';
const TERMINAL = { columns: 72, rows: 16 };

/** The curves of an image beside their .chi. @returns its path */
export async function writeCurvePicture(
  base: string,
  image: string,
  results: readonly SaxsdogResult[],
): Promise<string> {
  const path = `${base}.svg`;
  const figure = patternFigure({
    title: basename(image),
    curves: curvesOf(results),
    xLabel: axisTitle(results),
    yLabel: Y_LABEL,
    yScale: 'log',
    legend: results.length > 1,
  });
  await writeWhole(path, figureFile(figure, 'svg'), { overwrite: true, flush: false });
  return path;
}

/** The image in grey, its least value black, its largest white. @returns its path */
export async function writeImagePicture(base: string, { samples, shape }: DetectorImage): Promise<string> {
  const path = `${base}.png`;
  let [low, high] = [Infinity, -Infinity];
  for (const value of samples) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const scale = high > low ? 255 / (high - low) : 0;
  const indices = Uint8Array.from(samples, (value) => Math.round((value - low) * scale));
  const palette = Uint8Array.from({ length: 768 }, (_, i) => Math.floor(i / 3));
  await writeWhole(path, writePng({ width: shape[1], height: shape[0], indices, palette }), {
    overwrite: true,
    flush: false,
  });
  return path;
}

/** The curves in characters, for whoever looks on. @returns lines */
export function drawInCharacters(image: string, results: readonly SaxsdogResult[]): string[] {
  const content = { curves: curvesOf(results), xLabel: axisTitle(results), yLabel: Y_LABEL };
  return [image, ...textPlot({ ...content, xScale: 'linear', yScale: 'log', ...TERMINAL })];
}

function curvesOf(results: readonly SaxsdogResult[]): PlotCurve[] {
  return results.map(({ recipe, curve: { axis, intensity, error } }) => {
    const id = `${recipe.kind}${recipe.index}`;
    return { id, label: id, x: axis, y: intensity, sigma: error };
  });
}

function axisTitle(results: readonly SaxsdogResult[]): string {
  return [...new Set(results.map(({ curve }) => AXIS_TITLES[curve.kind]))].join(', ');
}
