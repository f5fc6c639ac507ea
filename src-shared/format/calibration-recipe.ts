import type { CalibrationResult } from '../model/calibration-result.ts';
import type { CalibrationRecipe, Refinable } from '../model/schema-types.generated.ts';

/** What a calibration was made of, as its recipe keeps it. */
export type RecipeInputs = Omit<CalibrationRecipe, 'annulus' | 'command' | 'points' | 'result'>;

/**
 * The recipe of a calibration, as readable JSON with one point per line. The same calibration gives the same bytes.
 *
 * @param program  name and version
 */
export function formatCalibrationRecipe(
  inputs: RecipeInputs,
  result: Pick<
    CalibrationResult,
    'verdict' | 'reasons' | 'calibration' | 'uncertainties' | 'points' | 'rmsPx' | 'rmsDeg'
  >,
  program: string,
): string {
  const { rows, columns, rings, rejected } = result.points;
  const head = { annulus: program, command: 'calibrate' } as const;
  const recipe: CalibrationRecipe = {
    ...head, // first, and also where the inputs are those of another recipe
    ...inputs,
    ...head,
    points: {
      rows: Array.from(rows),
      columns: Array.from(columns),
      rings: Array.from(rings),
      rejected: Array.from(rejected),
    },
    result: {
      verdict: result.verdict,
      reasons: [...result.reasons],
      geometry: result.calibration?.geometry ?? null,
      uncertainties: finite(result.uncertainties),
      rmsPx: result.rmsPx,
      rmsDeg: result.rmsDeg,
    },
  };
  return `${JSON.stringify(recipe, null, 1).replace(/\[\s+([-\d.,\se]*?)\s+\]/g, (_, numbers: string) => `[${numbers.replace(/\s+/g, ' ')}]`)}\n`;
}

/** JSON has no NaN: what the points do not determine is null. */
function finite(uncertainties: CalibrationResult['uncertainties']): CalibrationRecipe['result']['uncertainties'] {
  const entries = Object.entries(uncertainties) as [Refinable, number][];
  return Object.fromEntries(entries.map(([name, value]) => [name, Number.isFinite(value) ? value : null]));
}
