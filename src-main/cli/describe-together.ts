import type { JointRefinement } from '../../src-shared/calibration/joint-result.ts';
import type { Verdict } from '../../src-shared/calibration/verdict.ts';
import type { ImageRow } from '../service/calibrate-together.ts';

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
        cell(row.directDistanceMm, 4, 12),
        cell(row.uncertainties.dist * 1e3, 4, 7),
        cell(row.centre?.[0], 3, 9),
        cell(row.centre?.[1], 3, 9),
        cell(row.tiltDeg, 4, 8),
        String(row.rings).padStart(6),
        String(row.controlPoints).padStart(7),
        cell(row.rmsPx, 3, 7),
        cell(row.rmsAlonePx, 3, 9),
      ].join(' '),
    ),
  ];
}

function cell(value: number | null | undefined, digits: number, width: number): string {
  return (value === null || value === undefined ? '' : value.toFixed(digits)).padStart(width);
}
