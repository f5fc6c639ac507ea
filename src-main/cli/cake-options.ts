import type { Command } from 'commander';
import { CAKE_LAYOUT_IDS } from '../../src-shared/format/cake-formats.ts';
import type { CakeLayoutId } from '../../src-shared/format/cake-format.ts';
import type { CakeSense } from '../../src-shared/model/cake.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import { addIntegrateOptions, type IntegrateOptions } from './integrate-options.ts';
import { choiceListOption, choiceOption, integerOption, numberOption } from './option-values.ts';

/** What commander makes of the command line; absent where the option was not given. */
export interface CakeOptions extends Omit<IntegrateOptions, 'format'> {
  readonly cakes?: number;
  /** Degrees. */
  readonly start?: number;
  readonly sense?: CakeSense;
  readonly layout?: CakeLayoutId[];
}

export const MAX_CAKES = 36_000;

/** Azimuths of the directions on screen, row 0 on top. */
const DIRECTIONS: ReadonlyMap<string, number> = new Map([
  ['west', -180],
  ['north', -90],
  ['east', 0],
  ['south', 90],
]);

export function addCakeOptions(command: Command): Command {
  command
    .option('--cakes <M>', 'number of cakes (360)', integerOption('--cakes', 1, MAX_CAKES))
    .option(
      '--start <DEG|west|…>',
      'centre of the first cake: west, north, east, south, or degrees with 0 east and 90 south (-180 + 180/M)',
      startOption,
    )
    .option(
      '--sense <S>',
      'clockwise or anticlockwise on screen, row 0 on top (clockwise)',
      choiceOption('--sense', ['clockwise', 'anticlockwise']),
    )
    .option(
      '--layout <L[,L…]>',
      `${CAKE_LAYOUT_IDS.join(' ')} (xrdfit); repeatable`,
      choiceListOption('--layout', CAKE_LAYOUT_IDS),
    );
  return addIntegrateOptions(command);
}

function startOption(text: string): number {
  const direction = DIRECTIONS.get(text.toLowerCase());
  if (direction !== undefined) return direction;
  if (/^[a-z]/i.test(text.trim()))
    throw new AppError('usage', `--start is "${text}": west, north, east, south or an angle in degrees was expected.`);
  return numberOption('--start')(text);
}
