import type { Refinable } from '../../src-shared/calibration/refine-geometry.ts';
import type { Orientation } from '../../src-shared/geometry/orientation.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { CalibrantCell } from '../../src-shared/model/schema-types.generated.ts';
import type { CommonOptions } from './common-options.ts';
import { numberListOption, pairOption, positiveOption } from './option-values.ts';

export interface CalibrateOptions extends CommonOptions {
  readonly calibrant?: string;
  readonly cell?: CalibrantCell;
  readonly wavelength?: number;
  readonly energy?: number;
  readonly detector?: string;
  readonly pixelSize?: [number, number];
  readonly distance?: number;
  readonly centre?: [number, number];
  readonly points?: string;
  readonly poni?: string;
  readonly orientation?: Orientation;
  readonly mask?: readonly string[];
  readonly maskBelow?: number;
  readonly maskAbove?: number;
  readonly detectorMask: boolean;
  readonly rings?: number;
  readonly fix?: (Refinable | 'rot3')[];
  readonly refine?: 'wavelength';
  readonly flipRows?: boolean;
  readonly recipe?: string;
  readonly together?: boolean;
  readonly distances?: number[] | 'free';
  readonly rotations?: number[];
  readonly workers?: number;
  readonly out?: string;
  readonly report?: string;
  readonly keepBad?: boolean;
  readonly overwrite?: boolean;
}

/** µm, slow and fast */
export function pixelSizeOption(text: string): [number, number] {
  const pair = text.includes(',') ? pairOption('--pixel-size')(text) : undefined;
  const [slow, fast] = pair ?? [positiveOption('--pixel-size')(text), positiveOption('--pixel-size')(text)];
  if (!(slow > 0 && fast > 0))
    throw new AppError('usage', `--pixel-size is ${text}: sizes above 0 in µm were expected.`);
  return [slow, fast];
}

const LATTICES = ['P', 'I', 'F', 'C', 'R'] as const;
const CELL_FORMS = 'LATTICE,A or LATTICE,A,C or LATTICE,A,B,C or LATTICE,A,B,C,ALPHA,BETA,GAMMA';

/** "F,5.411651", "R,4.759,12.99": centring, then edges in Å and angles in degrees. */
export function cellOption(text: string): CalibrantCell {
  const refuse = (): AppError =>
    new AppError('usage', `--cell is "${text}": ${CELL_FORMS} was expected, the lattice one of ${LATTICES.join(' ')}.`);
  const [first = '', ...rest] = text.split(',');
  const lattice = LATTICES.find((one) => one === first.trim().toUpperCase());
  if (!lattice || ![1, 2, 3, 6].includes(rest.length)) throw refuse();
  const numbers = numberListOption('--cell')(rest.join(','));
  const angles = numbers.slice(3);
  if (numbers.some((value) => !(value > 0)) || angles.some((angle) => angle >= 180)) throw refuse();
  const [a, second, third] = numbers as [number, number?, number?];
  const [alpha, beta, gamma] = angles;
  return {
    ...{ a, lattice },
    ...(numbers.length === 2 && second !== undefined ? { c: second } : {}),
    ...(numbers.length > 2 && second !== undefined && third !== undefined ? { b: second, c: third } : {}),
    ...(alpha !== undefined && beta !== undefined && gamma !== undefined ? { alpha, beta, gamma } : {}),
  };
}

/** mm, or "free" */
export function distancesOption(text: string): number[] | 'free' {
  return text === 'free' ? 'free' : numberListOption('--distances')(text);
}
