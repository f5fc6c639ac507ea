/**
 * The sums of a frame, divided by a value of the frame: its normalization grows, signal and variance stay as counted. So
 * intensity = signal / (value · normalization), and its error √variance / (value · normalization).
 */
export function normalizeSums<S extends { readonly normalization: Float64Array }>(sums: S, value: number): S {
  return { ...sums, normalization: sums.normalization.map((total) => total * value) };
}

/** Cells of a cake, divided by a value of the frame; as {@link normalizeSums}. */
export function normalizeCells<
  C extends {
    readonly intensity: Float32Array;
    readonly sigma: Float32Array | null;
    readonly normalization: Float32Array;
  },
>(cells: C, value: number): C {
  return {
    ...cells,
    intensity: cells.intensity.map((mean) => mean / value),
    sigma: cells.sigma && cells.sigma.map((error) => error / value),
    normalization: cells.normalization.map((total) => total * value),
  };
}
