import { FormatError } from '../model/app-error.ts';
import type { PointFile } from '../model/calibration-result.ts';
import type { PickedPoints } from '../model/schema-types.generated.ts';
import { twoThetaFromDSpacing } from '../quantity/scattering-vector.ts';

const ID = 'npt';
const MAX_POINTS = 200_000;
/** pyFAI counts from the middle of the first pixel, this program from the corner. */
const HALF_PIXEL = 0.5;

/** What points of a file belong to. */
export interface NptCalibrant {
  /** Name in pyFAI's catalogue; absent: not there, and the spacings alone are written */
  readonly name?: string;
  /** Å, by ring number */
  readonly dSpacings: readonly number[];
  /** m */
  readonly wavelength: number;
}

/**
 * Control points as pyFAI writes them (.npt): groups of points with a ring number each. Points that follow each other on
 * the same ring make a group, unless `groups` says where groups begin.
 *
 * @param groups  index of the first point of each group
 */
export function formatNpt(points: PickedPoints, calibrant: NptCalibrant, groups = groupStarts(points.rings)): string {
  const { name, dSpacings, wavelength } = calibrant;
  const lines = [
    '# Control points for the calibration of a detector, as pyFAI reads them',
    '# Angles in radians, wavelength in metres, positions in pixels counted from the middle of the first',
    // pyFAI takes the first word for the name and the last for the wavelength.
    ...(name === undefined
      ? []
      : [`calibrant: ${name} Calibrant with ${dSpacings.length} reflections at wavelength ${wavelength}`]),
    `wavelength: ${wavelength}`,
    `dspacing: ${dSpacings.join(' ')}`,
  ];
  for (const [index, start] of groups.entries()) {
    const ring = points.rings[start]!;
    const d = dSpacings[ring];
    lines.push('', `New group of points: ${index}`);
    if (d !== undefined && wavelength * 1e10 < 2 * d) lines.push(`2theta: ${twoThetaFromDSpacing(d, wavelength)}`);
    lines.push(`ring: ${ring}`);
    for (let i = start; i < (groups[index + 1] ?? points.rings.length); i++)
      lines.push(`point: x=${points.columns[i]! - HALF_PIXEL} y=${points.rows[i]! - HALF_PIXEL}`);
  }
  return `${lines.join('\n')}\n`;
}

function groupStarts(rings: readonly number[]): number[] {
  return rings.flatMap((ring, i) => (i === 0 || ring !== rings[i - 1] ? [i] : []));
}

/**
 * Reads control points of pyFAI (.npt).
 *
 * @throws FormatError  if there is no point, or something that is none
 */
export function parseNpt(name: string, text: string): PointFile {
  const refuse = (message: string): never => {
    throw new FormatError(ID, message);
  };
  const points = { rows: [] as number[], columns: [] as number[], rings: [] as number[] };
  const groups: number[] = [];
  const withoutRing = { rows: [] as number[], columns: [] as number[] };
  let group: { y: number; x: number }[] = [];
  let ring: number | undefined;
  let calibrant: string | undefined;
  let wavelength: number | undefined;
  const finish = (): void => {
    const target = ring === undefined ? withoutRing : points;
    if (ring !== undefined && group.length > 0) groups.push(points.rings.length);
    for (const { y, x } of group) {
      target.rows.push(y + HALF_PIXEL);
      target.columns.push(x + HALF_PIXEL);
      if (ring !== undefined) points.rings.push(ring);
    }
    group = [];
    ring = undefined;
  };
  for (const [index, line] of text.split(/\r\n|\n|\r/).entries()) {
    const colon = line.indexOf(':');
    if (line.startsWith('#') || colon < 0) continue;
    const key = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    const where = `Line ${index + 1} of ${name} is "${line.trim().slice(0, 60)}"`;
    if (key.startsWith('new')) finish();
    else if (key === 'calibrant') {
      const words = value.split(/\s+/);
      calibrant = words[0] || undefined;
      wavelength ??= wavelengthFrom(words.at(-1));
    } else if (key === 'wavelength') wavelength = wavelengthFrom(value) ?? wavelength;
    else if (key === 'ring' && value.toLowerCase() !== 'none') {
      ring = Number(value);
      if (!(Number.isInteger(ring) && ring >= 0)) refuse(`${where}: a ring number from 0 was expected.`);
    } else if (key === 'point') {
      const [x, y] = [coordinate(value, 'x'), coordinate(value, 'y')];
      if (x === undefined || y === undefined) return refuse(`${where}: "point: x=… y=…" was expected.`);
      group.push({ y, x });
      if (points.rows.length + withoutRing.rows.length + group.length > MAX_POINTS)
        refuse(`${name} has more than ${MAX_POINTS} points: is it a file of control points?`);
    }
  }
  finish();
  if (points.rows.length + withoutRing.rows.length === 0)
    refuse(`${name} has no control point: a file with lines "point: x=… y=…", as pyFAI writes it, was expected.`);
  return {
    points,
    groups,
    withoutRing,
    ...(calibrant !== undefined && { calibrant }),
    ...(wavelength !== undefined && { wavelength }),
  };
}

function wavelengthFrom(text: string | undefined): number | undefined {
  const value = Number(text || NaN);
  return value > 0 && value < Infinity ? value : undefined;
}

function coordinate(text: string, axis: 'x' | 'y'): number | undefined {
  const found = new RegExp(`(?:^|\\s)${axis}=(\\S+)`).exec(text);
  const value = Number(found?.[1] ?? NaN);
  return Number.isFinite(value) ? value : undefined;
}
