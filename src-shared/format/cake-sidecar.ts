import type { Cake } from '../model/cake.ts';

/** Suffix of the file that lies beside every cake. */
export const SIDECAR_SUFFIX = '.json';

/**
 * What the numbers of a cake mean and how they were made, as JSON: both axes, the azimuth of the first cake and the sense
 * of the others, in this program's terms and in those of xrdfit.
 */
export function formatCakeSidecar(cake: Cake): string {
  const { shape, radialUnit, radial, azimuth, azimuthWidth, sense, provenance } = cake;
  const { program, planHash, image, frame, ignoredPixels, ...origin } = provenance;
  const content = {
    program,
    image,
    frame,
    shape,
    cakes: shape[0],
    start: azimuth[0],
    sense,
    azimuthWidth,
    azimuthConvention: 'degrees; 0 is east (growing column), +90 is south (growing row), row 0 on top',
    xrdfit: { first_cake_angle: fromNorth(azimuth[0]!), cake_order: sense },
    radialUnit,
    radial: [...radial],
    azimuth: [...azimuth],
    emptyCells: cake.count.reduce((total, count) => total + (count > 0 ? 0 : 1), 0),
    ignoredPixels,
    planHash,
    ...origin,
  };
  return `${JSON.stringify(content, null, 1)}\n`;
}

/** Degrees clockwise from north, 0 to 360. */
function fromNorth(azimuth: number): number {
  const angle = (azimuth + 90) % 360;
  return angle < 0 ? angle + 360 : angle;
}
