import type { Cake } from '../model/cake.ts';
import { radialUnit, toTwoTheta } from '../quantity/radial-unit.ts';
import { AppError } from '../model/app-error.ts';
import { rememberColumn } from './axis-column.ts';
import type { CakeFormat } from './cake-format.ts';
import { encodeText, joinBytes } from './join-bytes.ts';
import { type NumberForm, writeRowsPlainly } from './number-rows.ts';

const COLUMN: NumberForm = { kind: 'fixed', digits: 8, width: 0 };
const radiusColumn = rememberColumn((out, value) => out.fixed(value, COLUMN.digits).byte(' '));

/**
 * MAUD's .esg: one block per cake, in the dialect of CIF that MAUD reads. It says "calibrated false", so the first column
 * is the radius in mm on a flat detector at the distance in the header, and MAUD makes angles of it.
 */
export const esgFormat: CakeFormat = {
  id: 'esg',
  label: 'MAUD blocks (.esg)',
  suffix: '.esg',
  emptyCell: 'zero',
  format(cake, writeRows = writeRowsPlainly) {
    const { shape, azimuth, intensity, provenance } = cake;
    const [cakes, bins] = shape;
    const { geometry } = provenance.calibration;
    const distance = geometry.dist * 1000;
    const radius = radiusColumn(flatRadius(cake, distance));
    const parts: Uint8Array[] = [];
    for (let k = 0; k < cakes; k++) {
      const instrument = k === 0 ? header(distance, geometry.wavelength, provenance.calibration.detector.name) : '';
      const columns = '_pd_proc_2theta_corrected\n_pd_calc_intensity_total\n';
      const eta = `_pd_meas_angle_eta ${azimuth[k]!}\n\nloop_\n`;
      parts.push(encodeText(`_pd_block_id noTitle|#${k}\n${instrument}${eta}${columns}`));
      const values = intensity.subarray(k * bins, (k + 1) * bins);
      const rows = writeRows({ heads: radius, columns: [values], form: COLUMN, separator: ' ', empty: 'zero' });
      parts.push(rows.slice(), encodeText('\n')); // the next rows are written over these
    }
    return joinBytes(parts);
  },
};

function header(distanceMm: number, wavelength: number | undefined, detector: string): string {
  const entries: [string, string | number][] = [
    ['_diffrn_detector', '2D'],
    ['_diffrn_detector_type', detector.replace(/\s+/g, '_')],
    ['_pd_meas_step_count_time', '?'],
    ['_diffrn_measurement_method', '?'],
    ['_diffrn_measurement_distance_unit', 'mm'],
    ['_pd_instr_dist_spec/detc', distanceMm],
    ['_diffrn_radiation_wavelength', wavelength === undefined ? '?' : Number((wavelength * 1e10).toPrecision(12))],
    ['_diffrn_source_target', '?'],
    ['_diffrn_source_power', '?'],
    ['_diffrn_source_current', '?'],
    ['_pd_meas_angle_omega', 0],
    ['_pd_meas_angle_chi', 0],
    ['_pd_meas_angle_phi', 0],
    ['_riet_par_spec_displac_x', 0],
    ['_riet_par_spec_displac_y', 0],
    ['_riet_par_spec_displac_z', 0],
    ['_riet_meas_datafile_calibrated', 'false'],
  ];
  return entries.map(([key, value]) => `${key} ${value}\n`).join('');
}

/** Where an untilted detector at that distance would see the angles of the cake, mm. A radius stays what it is. */
function flatRadius({ radial, radialUnit: unit, provenance }: Cake, distanceMm: number): Float64Array {
  const { quantity, scale } = radialUnit(unit);
  if (quantity === 'r') return radial.map((value) => (value * 1000) / scale);
  const { wavelength } = provenance.calibration.geometry;
  return radial.map((value) => {
    const twoTheta = toTwoTheta(value, unit, { wavelength });
    if (!(twoTheta < Math.PI / 2))
      throw new AppError('usage', 'The .esg layout is of a flat detector, which sees less than 90°: narrow the range.');
    return distanceMm * Math.tan(twoTheta);
  });
}
