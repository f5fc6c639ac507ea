import { AppError } from '../model/app-error.ts';
import { radialUnit } from '../quantity/radial-unit.ts';
import { rememberColumn } from './axis-column.ts';
import type { CakeFormat } from './cake-format.ts';
import { EIGHTEEN_DIGITS, type NumberForm, writeRowsPlainly } from './number-rows.ts';

const exponentialColumns = columns(' ', EIGHTEEN_DIGITS);

/**
 * xrdfit: no header, one line per radial bin: its centre and the intensities of the cakes in their order, `%12.8f` with
 * tabs between, as the LightForm scripts write them with numpy.savetxt.
 */
export const xrdfitFormat: CakeFormat = {
  id: 'xrdfit',
  label: 'xrdfit columns (.dat)',
  suffix: '.dat',
  emptyCell: 'zero',
  format: columns('\t', { kind: 'fixed', digits: 8, width: 12 }),
};

/** The same with `%.18e` and one blank, numpy.savetxt's own layout. */
export const xrdfitBlankFormat: CakeFormat = {
  id: 'xrdfit-blank',
  label: 'Columns with blanks (.dat)',
  suffix: '.dat',
  emptyCell: 'zero',
  format: exponentialColumns,
};

/** MAUD pixel text: the first column is the radius in pixels, r in mm by the size of a pixel; `%.18e`, one blank. */
export const maudFormat: CakeFormat = {
  id: 'maud',
  label: 'MAUD pixel text (.dat)',
  suffix: '.dat',
  emptyCell: 'zero',
  needs: 'r',
  format(cake, writeRows) {
    const { quantity, scale } = radialUnit(cake.radialUnit);
    if (quantity !== 'r')
      throw new AppError('usage', `The MAUD layout counts the radius in pixels, not ${cake.radialUnit}: use r_mm.`);
    const { pixel1 } = cake.provenance.calibration.detector;
    const pixelMm = roundedMillimetres(pixel1);
    const radial = cake.radial.map((value) => (value * 1000) / scale / pixelMm);
    return exponentialColumns({ ...cake, radial }, writeRows);
  },
};

/** A pixel of 0.000296 m is 0.296 mm: the product of the doubles is not. */
function roundedMillimetres(metres: number): number {
  return Number((metres * 1000).toPrecision(15));
}

function columns(separator: string, form: NumberForm): CakeFormat['format'] {
  const axisColumn = rememberColumn((out, value) => {
    if (form.kind === 'fixed') out.fixed(value, form.digits, form.width);
    else out.exponential(value, form.digits, form.width);
    out.byte(separator);
  });
  return ({ shape: [cakes, bins], radial, intensity }, writeRows = writeRowsPlainly) => {
    const cells = Array.from({ length: cakes }, (_, cake) => intensity.subarray(cake * bins, (cake + 1) * bins));
    return writeRows({ heads: axisColumn(radial), columns: cells, form, separator, empty: 'zero' });
  };
}
