import type { JointRefinement } from '../../src-shared/calibration/joint-result.ts';
import type { Verdict } from '../../src-shared/calibration/verdict.ts';
import type { ImageRow } from '../service/calibrate-together.ts';
import { numberCell } from './number-cell.ts';

const OF_ONE_IMAGE = /^(dist|poni[12]|rot[12])(\[|$)/;

/** A joint refinement in lines for people: verdict, what is shared, and a table of the images. */
export function describeTogether(
  calibrant: string,
  fit: JointRefinement,
  { level, reasons }: Verdict,
  rows: readonly ImageRow[],
): string[] {
  const free = fit.correlation.names;
  const error = free.includes('wavelength') ? ` ± ${(fit.wavelengthUncertainty * 1e10).toPrecision(2)}` : ' (held)';
  const width = Math.max(5, ...rows.map(({ image }) => image.length));
  return [
    `${rows.length} images of ${calibrant}, refined together`,
    `Verdict: ${level}`,
    ...reasons.map((reason) => `  ${reason}`),
    `Wavelength ${(fit.wavelength * 1e10).toFixed(7)}${error} Å`,
    ...fit.parameters
      .filter(({ name }) => free.includes(name) && name !== 'wavelength' && !OF_ONE_IMAGE.test(name))
      .map(({ name, value, uncertainty }) => `${name} ${value.toPrecision(6)} ± ${uncertainty.toPrecision(2)}`),
    `${'image'.padEnd(width)}  distance mm       ±  centre x  centre y    tilt°  rings  points  rms px  alone px`,
    ...rows.map((row) =>
      [
        row.image.padEnd(width),
        numberCell(row.directDistanceMm, 4, 12),
        numberCell(row.uncertainties.dist * 1e3, 4, 7),
        numberCell(row.centre?.[0], 3, 9),
        numberCell(row.centre?.[1], 3, 9),
        numberCell(row.tiltDeg, 4, 8),
        numberCell(row.rings, 0, 6),
        numberCell(row.controlPoints, 0, 7),
        numberCell(row.rmsPx, 3, 7),
        numberCell(row.rmsAlonePx, 3, 9),
      ].join(' '),
    ),
  ];
}
