/** How the volume of a phase follows pressure and temperature. */
export interface EquationOfState {
  /** Bulk modulus at 298 K, GPa; 0: the volume does not change with pressure */
  readonly k0: number;
  readonly k0Prime: number;
  /** GPa/K */
  readonly dK0dT: number;
  /** 1/K */
  readonly dK0PrimedT: number;
  /** Thermal expansion of the volume at 298 K, 1/K */
  readonly alpha: number;
  /** 1/K² */
  readonly dAlphadT: number;
}

/** K, where the volume of the table holds. */
export const REFERENCE_TEMPERATURE = 298;

/**
 * Third-order Birch–Murnaghan pressure.
 *
 * @param compression  V0/V
 * @returns in the unit of `k0`
 *
 * Source: Birch (1947), Phys. Rev. 71, 809, doi:10.1103/PhysRev.71.809
 */
export function birchMurnaghanPressure(compression: number, k0: number, k0Prime: number): number {
  const root = Math.cbrt(compression);
  const strain = root * root - 1; // twice the Eulerian strain
  return 1.5 * k0 * root ** 5 * strain * (1 + 0.75 * (k0Prime - 4) * strain);
}

/**
 * V/V0 at a pressure and a temperature, as JCPDS files of version 4 mean it: without pressure the volume expands by
 * α ΔT; under pressure the thermal pressure α K ΔT is taken off before the volume is looked for, with α, K and K′ at
 * that temperature.
 *
 * @param pressure  GPa
 * @param temperature  K
 * @returns NaN where the equation has no solution: expansion beyond its limit, or K ≤ 0 at that temperature
 */
export function volumeRatio(equation: EquationOfState, pressure: number, temperature: number): number {
  const rise = temperature - REFERENCE_TEMPERATURE;
  const alpha = equation.alpha + equation.dAlphadT * rise;
  if (pressure === 0) return 1 + alpha * rise;
  if (equation.k0 === 0) return 1;
  const k0 = equation.k0 + equation.dK0dT * rise;
  const k0Prime = equation.k0Prime + equation.dK0PrimedT * rise;
  if (!(k0 > 0)) return Number.NaN;
  return 1 / compressionAt(pressure - alpha * k0 * rise, k0, k0Prime);
}

/** Inverse of `birchMurnaghanPressure` on its rising branch through 1, by bisection. */
function compressionAt(pressure: number, k0: number, k0Prime: number): number {
  if (pressure === 0) return 1;
  const direction = Math.sign(pressure);
  const step = direction > 0 ? 1.02 : 0.98;
  let [near, far] = [1, step];
  let reached = birchMurnaghanPressure(far, k0, k0Prime);
  while (direction * (pressure - reached) > 0) {
    [near, far] = [far, far * step];
    const next = birchMurnaghanPressure(far, k0, k0Prime);
    // Beyond its extreme the curve turns back: no volume has this pressure.
    if (direction * (next - reached) <= 0 || far > 100) return Number.NaN;
    reached = next;
  }
  for (let i = 0; i < 60; i++) {
    const middle = (near + far) / 2;
    if (direction * (pressure - birchMurnaghanPressure(middle, k0, k0Prime)) > 0) near = middle;
    else far = middle;
  }
  return (near + far) / 2;
}
