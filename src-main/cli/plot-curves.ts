import { basename, extname } from 'node:path';
import { compareCurves } from '../../src-shared/figure/compare-curves.ts';
import type { FigureCurve, PatternFigureContent } from '../../src-shared/figure/pattern-figure.ts';
import { normalizeRows, stackBelow } from '../../src-shared/figure/stack-curves.ts';
import { parseFitColumns } from '../../src-shared/format/fit-columns.ts';
import type { RadialUnit } from '../../src-shared/model/pattern-1d.ts';
import { fromTwoTheta, radialUnit, toTwoTheta } from '../../src-shared/quantity/radial-unit.ts';
import { openPattern } from '../file/open-pattern.ts';
import { readTextFile } from '../file/text-file.ts';
import type { PlotOptions } from './plot-options.ts';

/** A file as it is drawn: one row of values, or those of a fit. */
export interface PlotSet {
  readonly file: string;
  readonly label: string;
  readonly unit: RadialUnit | null;
  readonly axisLabel: string;
  /** m */
  readonly wavelength?: number;
  readonly x: Float64Array;
  readonly rows: readonly Float64Array[];
  readonly sigma: Float64Array | null;
  readonly warnings: readonly string[];
}

/** @throws AppError, FormatError  as `openPattern` */
export async function readPlotSet(file: string, { fit }: PlotOptions, signal: AbortSignal): Promise<PlotSet> {
  const label = basename(file);
  if (fit) {
    const { x, measured, calculated } = parseFitColumns(label, await readTextFile(file));
    return { file, label, unit: null, axisLabel: '', x, rows: [measured, calculated], sigma: null, warnings: [] };
  }
  const {
    radialUnit: unit,
    axisLabel,
    radial,
    intensity,
    sigma,
    warnings,
    wavelength,
  } = await openPattern(file, 0, signal);
  const origin = { ...(wavelength === undefined ? {} : { wavelength }), warnings };
  return { file, label, unit, axisLabel, x: radial, rows: [intensity], sigma, ...origin };
}

/** Without the rows at both ends that were not wanted. */
export function clipSet(set: PlotSet, skip: number, clip: number): PlotSet {
  const part = (row: Float64Array): Float64Array => row.subarray(skip, Math.max(skip, row.length - clip));
  return { ...set, x: part(set.x), rows: set.rows.map(part), sigma: set.sigma && part(set.sigma) };
}

/** The same points on the axis of another set; null where that cannot be reached. */
export function onAxisOf(set: PlotSet, first: PlotSet): PlotSet | null {
  const [from, to] = [set.unit, first.unit];
  if (from === to || from === null || to === null) return set;
  const { quantity } = radialUnit(from);
  const context = {
    wavelength: set.wavelength ?? first.wavelength ?? (quantity === radialUnit(to).quantity ? 1e-12 : undefined),
  };
  try {
    const x = set.x.map((value) => fromTwoTheta(toTwoTheta(value, from, context), to, context));
    return { ...set, x, unit: to };
  } catch {
    return null;
  }
}

/** What is drawn of the sets. */
export function plotContent(sets: readonly PlotSet[], options: PlotOptions): PatternFigureContent {
  const [first] = sets;
  const { title, legend = true, xAxis, log, xRange, yRange, compare } = options;
  const yAxis = options.yAxis ?? (log ? 'log' : undefined);
  const labels = axisLabels(first!);
  const common = {
    title: title ?? sets.map(({ label }) => label).join(', '),
    legend: legend && (sets.length > 1 || options.fit === true),
    ...labels,
    ...(xAxis ? { xScale: xAxis } : {}),
    ...(yAxis ? { yScale: yAxis } : {}),
    ...(xRange ? { xRange } : {}),
    ...(yRange ? { yRange } : {}),
    bandFloor: 0.01,
  };
  if (compare) return comparison(sets, { ...common, yScale: 'linear', legend });
  const curves = options.fit ? fitCurves(sets, options) : lineCurves(sets, options);
  return { ...common, curves: curves.map((curve) => ({ ...curve, ...options.style })) };
}

/** The rows of each set, divided and moved as was asked. */
function arranged(sets: readonly PlotSet[], { normal, waterfall, gap = 0 }: PlotOptions): Float64Array[][] {
  const all: Float64Array[][] = [];
  for (const { rows } of sets) {
    const even = normal ? normalizeRows(rows) : [...rows];
    const above = all.at(-1);
    all.push(waterfall && above ? stackBelow(above, even, gap) : even);
  }
  return all;
}

function lineCurves(sets: readonly PlotSet[], options: PlotOptions): FigureCurve[] {
  const rows = arranged(sets, options);
  return sets.map(({ file, label, x, sigma }, i) => ({
    id: file,
    label,
    x,
    y: rows[i]![0]!,
    sigma: options.normal ? null : sigma,
  }));
}

/** Measured, calculated, and the difference below both. */
function fitCurves(sets: readonly PlotSet[], options: PlotOptions): FigureCurve[] {
  const { gap = 0 } = options;
  const withDifference = sets.map((set) => {
    const rows = options.normal ? normalizeRows(set.rows) : set.rows;
    const [measured, calculated] = rows as readonly [Float64Array, Float64Array];
    const difference = measured.map((value, i) => value - calculated[i]!);
    return { ...set, rows: [measured, calculated, ...stackBelow(rows, [difference], gap)] };
  });
  const rows = arranged(withDifference, { ...options, normal: false });
  return withDifference.flatMap(({ file, label, x }, i) => {
    const [measured, calculated, difference] = rows[i]! as [Float64Array, Float64Array, Float64Array];
    return [
      { id: `${file} measured`, label, x, y: measured, marker: 'circle-only' as const },
      { id: `${file} calculated`, label: `${label}, calculated`, x, y: calculated },
      { id: `${file} difference`, label: `${label}, difference`, x, y: difference, width: 0.7 },
    ];
  });
}

function comparison(sets: readonly PlotSet[], common: Omit<PatternFigureContent, 'curves'>): PatternFigureContent {
  const [first, ...others] = sets.map(({ file, label, x, rows }) => ({ id: file, label, x, y: rows[0]! }));
  const compared = others.map((other) => ({ other, ...compareCurves(first!, other) }));
  return {
    ...common,
    yLabel: `Difference from ${first!.label}`,
    curves: compared.map(({ other, difference }) => ({
      id: other.id,
      label: `${other.label}, difference`,
      x: first!.x,
      y: difference,
    })),
    right: {
      label: 'Relative difference (%)',
      curves: compared.map(({ other, relative }) => ({
        id: `${other.id} relative`,
        label: `${other.label}, per cent`,
        x: first!.x,
        y: relative,
      })),
    },
  };
}

/** Of files that do not say their axes, by their suffix: what programs of pair distribution functions write. */
const LABELS: Readonly<Record<string, readonly [string, string]>> = {
  '.iq': ['q (Å⁻¹)', 'Intensity'],
  '.sq': ['q (Å⁻¹)', 'S(q)'],
  '.fq': ['q (Å⁻¹)', 'F(q) (Å⁻¹)'],
  '.gr': ['r (Å)', 'G (Å⁻²)'],
  '.fgr': ['r (Å)', 'G (Å⁻²)'],
};

function axisLabels({ file, unit, axisLabel }: PlotSet): { xLabel: string; yLabel: string } {
  const bySuffix = LABELS[extname(file).toLowerCase()];
  if (bySuffix) return { xLabel: bySuffix[0], yLabel: bySuffix[1] };
  return { xLabel: unit ? radialUnit(unit).label : axisLabel || 'x', yLabel: 'Intensity' };
}
