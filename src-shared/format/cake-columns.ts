import { AppError } from '../model/app-error.ts';
import type { Cake } from '../model/cake.ts';
import { radialUnit } from '../quantity/radial-unit.ts';
import { rememberColumn } from './axis-column.ts';
import type { CakeFormat } from './cake-format.ts';
import { PatternText } from './pattern-text.ts';

const exponentialColumns = columns(' ', (out, value) => out.exponential(value, 18));

/**
 * xrdfit: no header, one line per radial bin: its centre and the intensities of the cakes in their order, `%12.8f` with
 * tabs between, as the LightForm scripts write them with numpy.savetxt.
 */
export const xrdfitFormat: CakeFormat = {
  id: 'xrdfit',
  label: 'xrdfit columns (.dat)',
  suffix: '.dat',
  emptyCell: 'zero',
  format: columns('\t', (out, value) => out.fixed(value, 8, 12)),
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
  format(cake) {
    const { quantity, scale } = radialUnit(cake.radialUnit);
    if (quantity !== 'r')
      throw new AppError('usage', `The MAUD layout counts the radius in pixels, not ${cake.radialUnit}: use r_mm.`);
    const { pixel1 } = cake.provenance.calibration.detector;
    const pixelMm = roundedMillimetres(pixel1);
    const radial = cake.radial.map((value) => (value * 1000) / scale / pixelMm);
    return exponentialColumns({ ...cake, radial });
  },
};

/** A pixel of 0.000296 m is 0.296 mm: the product of the doubles is not. */
function roundedMillimetres(metres: number): number {
  return Number((metres * 1000).toPrecision(15));
}

function columns(separator: string, write: (out: PatternText, value: number) => void): (cake: Cake) => Uint8Array {
  const axisColumn = rememberColumn(write);
  return ({ shape: [cakes, bins], radial, intensity }) => {
    const out = new PatternText(bins * (cakes + 1) * 26);
    const axis = axisColumn(radial);
    for (let bin = 0; bin < bins; bin++) {
      axis.write(out, bin);
      for (let cake = 0; cake < cakes; cake++) {
        const value = intensity[cake * bins + bin]!;
        out.byte(separator);
        write(out, Number.isNaN(value) ? 0 : value);
      }
      out.byte('\n');
    }
    return out.toBytes();
  };
}
