import { type Cake, countFilled } from '../model/cake.ts';
import { encodeText, joinBytes } from './join-bytes.ts';

/** Suffix of the file that lies beside every cake. */
export const SIDECAR_SUFFIX = '.json';

/**
 * What the numbers of a cake mean and how they were made, as JSON: both axes, the azimuth of the first cake and the sense
 * of the others, in this program's terms and in those of xrdfit.
 */
export function formatCakeSidecar(cake: Cake): Uint8Array<ArrayBuffer> {
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
    emptyCells: cake.count.length - countFilled(cake),
    ignoredPixels,
    planHash,
    ...origin,
  };
  const text = JSON.stringify(content, null, 1);
  const place = JSON.stringify(RADIAL);
  const at = text.indexOf(place);
  const rest = `${text.slice(at + place.length)}\n`;
  return joinBytes([encodeText(text.slice(0, at)), radialText(radial), encodeText(rest)]);
}

/** Stands for the radial axis, whose text all frames share; nothing that is written before it can be the same. */
const RADIAL = '\u0000radial';

/** The last axis and its text. */
let known: { readonly axis: Float64Array; readonly text: Uint8Array } | undefined;

function radialText(radial: Float64Array): Uint8Array {
  const isKnown = known?.axis.length === radial.length && radial.every((value, i) => Object.is(value, known?.axis[i]));
  if (!known || !isKnown) {
    const text = JSON.stringify({ radial: [...radial] }, null, 1);
    known = { axis: radial.slice(), text: encodeText(text.slice(text.indexOf('['), -2)) };
  }
  return known.text;
}

/** Degrees clockwise from north, 0 to 360. */
function fromNorth(azimuth: number): number {
  const angle = (azimuth + 90) % 360;
  return angle < 0 ? angle + 360 : angle;
}
