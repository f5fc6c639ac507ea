import { patternBackground } from '../../src-shared/numerics/pattern-background.ts';
import type { PatternBackground } from '../../src-shared/model/schema-types.generated.ts';
import type { Pattern1d } from '../../src-shared/model/pattern-1d.ts';

/** Windows that suit a pattern of some thousand bins. */
export const DEFAULT_WINDOWS = { snip: 20, spline: 300 } as const;

export function defaultBackground(): PatternBackground {
  return { method: 'snip', window: DEFAULT_WINDOWS.snip, subtract: true };
}

/** The background of a pattern on its own axis; null where none is wanted. */
export function backgroundOf(
  { radial, radialUnit, intensity }: Pick<Pattern1d, 'radial' | 'radialUnit' | 'intensity'>,
  choice: PatternBackground | null,
): Float64Array | null {
  if (!choice) return null;
  // A session may hold a window that the method, changed since, cannot have.
  const window = choice.method === 'spline' ? Math.max(3, choice.window) : choice.window;
  return patternBackground(radial, intensity, { ...choice, window }, radialUnit);
}
