import type { CalibrationFindings } from '../model/calibration-result.ts';
import type { CalibrationRecipe, Refinable } from '../model/schema-types.generated.ts';

/** What a calibration was made of, as its recipe keeps it. */
export type RecipeInputs = Omit<CalibrationRecipe, 'annulus' | 'command' | 'points' | 'result'>;

/** What a recipe keeps of a result. */
export type RecipeResult = Pick<
  CalibrationFindings,
  'verdict' | 'reasons' | 'calibration' | 'uncertainties' | 'points' | 'rmsPx' | 'rmsDeg'
>;

/**
 * The recipe of a calibration, as readable JSON. The same calibration gives the same bytes.
 *
 * @param program  name and version
 */
export function formatCalibrationRecipe(inputs: RecipeInputs, result: RecipeResult, program: string): string {
  return formatRecipeJson(calibrationRecipe(inputs, result, program));
}

/** @param program  name and version */
export function calibrationRecipe(inputs: RecipeInputs, result: RecipeResult, program: string): CalibrationRecipe {
  const { rows, columns, rings, rejected } = result.points;
  const head = { annulus: program, command: 'calibrate' } as const;
  return {
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
}

/** Readable JSON, lists of numbers in one line. */
export function formatRecipeJson(recipe: object): string {
  return `${JSON.stringify(recipe, null, 1).replace(/\[\s+([-\d.,\se]*?)\s+\]/g, (_, numbers: string) => `[${numbers.replace(/\s+/g, ' ')}]`)}\n`;
}

/** JSON has no NaN: what the points do not determine is null. */
function finite(uncertainties: CalibrationFindings['uncertainties']): CalibrationRecipe['result']['uncertainties'] {
  const entries = Object.entries(uncertainties) as [Refinable, number][];
  return Object.fromEntries(entries.map(([name, value]) => [name, Number.isFinite(value) ? value : null]));
}
