/**
 * Minimum of a function without derivatives, by the simplex of Nelder and Mead. Deterministic.
 *
 * @param steps  size of the first simplex along each axis
 * @param maxEvaluations  stops after about so many
 * @param tolerance  stops when the values of the simplex differ by less, relative
 *
 * Source: Nelder & Mead (1965), Comput. J. 7, 308, doi:10.1093/comjnl/7.4.308
 */
export function nelderMead(
  evaluate: (point: readonly number[]) => number,
  start: readonly number[],
  steps: readonly number[],
  maxEvaluations: number,
  tolerance = 1e-4,
): { readonly point: readonly number[]; readonly value: number } {
  const n = start.length;
  let evaluations = 0;
  const at = (point: readonly number[]): Vertex => {
    evaluations++;
    return { point, value: evaluate(point) };
  };
  const simplex = [at(start)];
  for (let j = 0; j < n; j++) simplex.push(at(start.map((value, i) => (i === j ? value + steps[j]! : value))));
  const order = (): void => void simplex.sort((a, b) => a.value - b.value);
  order();
  while (evaluations < maxEvaluations) {
    const best = simplex[0]!;
    const worst = simplex[n]!;
    if (Math.abs(worst.value - best.value) <= tolerance * Math.abs(best.value)) break;
    const middle = start.map((_, j) => simplex.slice(0, n).reduce((sum, { point }) => sum + point[j]!, 0) / n);
    const along = (t: number): Vertex => at(middle.map((m, j) => m + t * (worst.point[j]! - m)));
    const reflected = along(-1);
    if (reflected.value < best.value) {
      const expanded = along(-2);
      simplex[n] = expanded.value < reflected.value ? expanded : reflected;
    } else if (reflected.value < simplex[n - 1]!.value) simplex[n] = reflected;
    else {
      const contracted = along(reflected.value < worst.value ? -0.5 : 0.5);
      if (contracted.value < Math.min(reflected.value, worst.value)) simplex[n] = contracted;
      else
        for (let v = 1; v <= n; v++)
          simplex[v] = at(simplex[v]!.point.map((value, j) => 0.5 * (value + best.point[j]!)));
    }
    order();
  }
  return simplex[0]!;
}

interface Vertex {
  readonly point: readonly number[];
  readonly value: number;
}
