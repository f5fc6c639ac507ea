import { AppError } from '../model/app-error.ts';
import { formatFixed } from './exact-decimal.ts';
import { rememberColumn } from './axis-column.ts';
import type { PatternFormat } from './pattern-format.ts';
import { sigmaOf } from './pattern-sigma.ts';
import { PatternText } from './pattern-text.ts';

const axisColumn = rememberColumn((out, value) => out.exponential(value, 8, 15).byte(' '));
const LINE = 80; // GSAS reads records of 80 characters
const CENTIDEGREES = { '2th_deg': 100, '2th_rad': 18000 / Math.PI } as const;

/**
 * GSAS FXYE: a title of at most 80 characters, comment lines (`#`), then
 * `BANK 1 n n CONS start step 0 0 FXYE` and n rows of 2θ, intensity and standard error, `%15.8e` each. 2θ, start and
 * step are in centidegrees. GSAS counts the rows, so an empty bin keeps its row: intensity 0, error 0, which GSAS-II
 * reads as "no weight".
 */
export const fxyeFormat: PatternFormat = {
  id: 'fxye',
  label: 'GSAS FXYE',
  suffix: '.fxye',
  needsSigma: true,
  needsTwoTheta: true,
  emptyBin: 'zero',
  format(pattern) {
    const { radial, intensity, radialUnit, provenance } = pattern;
    const sigma = sigmaOf(pattern, 'fxye');
    if (radialUnit !== '2th_deg' && radialUnit !== '2th_rad')
      throw new AppError('usage', `fxye holds 2θ in centidegrees, not ${radialUnit}: integrate to 2th_deg.`);
    const scale = CENTIDEGREES[radialUnit];
    const n = radial.length;
    const step = n > 1 ? ((radial[n - 1]! - radial[0]!) / (n - 1)) * scale : 0;
    const out = new PatternText(n * 48 + 1024);
    out.text(`${`${provenance.image} frame ${provenance.frame}`.slice(0, LINE)}\n`);
    for (const line of [provenance.program, `plan ${provenance.planHash}`])
      out.text(`# ${line}`.slice(0, LINE)).text('\n');
    out.text(`BANK 1 ${n} ${n} CONS ${formatFixed(radial[0]! * scale, 8)} ${formatFixed(step, 8)} 0 0 FXYE\n`);
    const axis = axisColumn(radial.map((value) => value * scale));
    for (let i = 0; i < n; i++) {
      const isEmpty = Number.isNaN(intensity[i]!);
      axis.write(out, i);
      out.exponential(isEmpty ? 0 : intensity[i]!, 8, 15).byte(' ');
      out.exponential(isEmpty ? 0 : sigma[i]!, 8, 15).byte('\n');
    }
    return out.toBytes();
  },
};
