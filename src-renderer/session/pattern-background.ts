import { snipBackground } from '../../src-shared/numerics/snip-background.ts';
import type { PatternBackground } from '../../src-shared/model/schema-types.generated.ts';
import type { PlotCurve } from '../../src-shared/figure/plot-curve.ts';

export function defaultBackground(): PatternBackground {
  return { window: 20, subtract: true };
}

/** The curve without its background, negative values kept; or the curve and its background. */
export function withBackground(curve: PlotCurve, choice: PatternBackground | null): PlotCurve[] {
  if (!choice) return [curve];
  const y = Float64Array.from(curve.y);
  const background = snipBackground(y, choice.window);
  if (choice.subtract) return [{ ...curve, y: y.map((value, i) => value - background[i]!) }];
  const { x } = curve;
  return [curve, { id: 'background', label: 'background', x, y: background, colour: '--text-muted' }];
}
