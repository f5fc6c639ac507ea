import { FormatError } from '../model/app-error.ts';
import type { PatternCurve } from '../model/pattern-curve.ts';
import type { RadialUnit } from '../model/pattern-1d.ts';

export interface CurveParts {
  readonly formatId: string;
  readonly name: string;
  readonly label?: string | undefined;
  readonly radialUnit: RadialUnit | null;
  readonly axisLabel?: string | undefined;
  readonly radial: Float64Array;
  readonly intensity: Float64Array;
  readonly sigma?: Float64Array | null | undefined;
  readonly wavelength?: number | undefined;
  readonly frameCount?: number;
  readonly warnings?: readonly string[];
}

/**
 * A curve of what a file holds: rows without a position are left out, an axis that falls is turned round, and one
 * without order is put in order; each is said.
 *
 * @throws FormatError  if no point is left
 */
export function makePatternCurve(parts: CurveParts): PatternCurve {
  const { formatId, name, radial } = parts;
  const warnings = [...(parts.warnings ?? [])];
  let order = Array.from(radial.keys()).filter((i) => Number.isFinite(radial[i]!));
  if (order.length === 0) throw new FormatError(formatId, `${name} has no point with a position on the axis.`);
  if (order.length < radial.length)
    warnings.push(`${radial.length - order.length} rows without a position on the axis were left out.`);
  if (!isRising(order, radial)) {
    const turned = order.toReversed();
    if (isRising(turned, radial)) order = turned;
    else {
      order = order.toSorted((a, b) => radial[a]! - radial[b]!);
      warnings.push('The points were put in order: the axis of the file goes to and fro.');
    }
  }
  const take = (values: Float64Array): Float64Array => Float64Array.from(order, (i) => values[i]!);
  return {
    formatId,
    label: parts.label?.trim() === '' ? name : (parts.label?.trim() ?? name),
    radialUnit: parts.radialUnit,
    axisLabel: parts.axisLabel?.trim() ?? '',
    radial: take(radial),
    intensity: take(parts.intensity),
    sigma: parts.sigma ? take(parts.sigma) : null,
    ...(parts.wavelength === undefined ? {} : { wavelength: parts.wavelength }),
    frameCount: parts.frameCount ?? 1,
    warnings,
  };
}

function isRising(order: readonly number[], radial: Float64Array): boolean {
  return order.every((i, k) => k === 0 || radial[i]! >= radial[order[k - 1]!]!);
}
