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
    radial: RADIAL,
    azimuth: [...azimuth],
    emptyCells: countEmpty(cake.count),
    ignoredPixels,
    planHash,
    ...origin,
  };
  return `${JSON.stringify(content, null, 1).replace(JSON.stringify(RADIAL), () => radialText(radial))}\n`;
}

/** Stands for the radial axis, whose text all frames share; what stands before it in a sidecar cannot contain it. */
const RADIAL = '\u0000radial';

/** The last axis and its text. */
let known: { readonly axis: Float64Array; readonly text: string } | undefined;

function radialText(radial: Float64Array): string {
  const isKnown = known?.axis.length === radial.length && radial.every((value, i) => Object.is(value, known?.axis[i]));
  if (!isKnown) {
    const text = JSON.stringify({ radial: [...radial] }, null, 1);
    known = { axis: radial.slice(), text: text.slice(text.indexOf('['), -2) };
  }
  return known!.text;
}

function countEmpty(count: Float32Array): number {
  let empty = 0;
  for (let cell = 0; cell < count.length; cell++) if (!(count[cell]! > 0)) empty++; // reduce() takes ten times as long
  return empty;
}

/** Degrees clockwise from north, 0 to 360. */
function fromNorth(azimuth: number): number {
  const angle = (azimuth + 90) % 360;
  return angle < 0 ? angle + 360 : angle;
}
