import type { Pattern1d } from '../model/pattern-1d.ts';
import { rememberColumn } from './axis-column.ts';
import type { PatternFormat } from './pattern-format.ts';
import { PatternText } from './pattern-text.ts';

/** As Fit2D names its axes. */
const AXIS_LABELS: Record<Pattern1d['radialUnit'], string> = {
  '2th_deg': '2-Theta Angle (Degrees)',
  '2th_rad': '2-Theta Angle (Radians)',
  'q_nm^-1': 'Q (Inverse Nanometres)',
  'q_A^-1': 'Q (Inverse Angstroms)',
  r_mm: 'Radial Distance (mm)',
  r_m: 'Radial Distance (m)',
  'd*2_nm^-2': '1/d^2 (Inverse Square Nanometres)',
  'd*2_A^-2': '1/d^2 (Inverse Square Angstroms)',
};

const axisColumn = rememberColumn((out, value) => out.exponential(value, 7, 14, true).byte(' '));

/**
 * Fit2D's `.chi`: title, axis label, intensity label, number of rows right-aligned in 11 columns, then rows in the
 * Fortran format `1PE14.7,1X,1PE14.7`. An empty bin is 0, as Fit2D writes it.
 */
export const fit2dFormat: PatternFormat = {
  id: 'fit2d',
  label: 'Fit2D .chi',
  suffix: '.chi',
  needsSigma: false,
  needsTwoTheta: false,
  emptyBin: 'zero',
  format({ radial, intensity, radialUnit, provenance }) {
    const out = new PatternText(radial.length * 31 + 512);
    out.text(`${provenance.image.replaceAll(/[\r\n]/g, ' ')}: frame ${provenance.frame}\n`);
    out.text(`${AXIS_LABELS[radialUnit]}\nIntensity\n${String(radial.length).padStart(11)}\n`);
    const axis = axisColumn(radial);
    for (let i = 0; i < radial.length; i++) {
      axis.write(out, i);
      out.exponential(Number.isNaN(intensity[i]!) ? 0 : intensity[i]!, 7, 14, true).byte('\n');
    }
    return out.toBytes();
  },
};
