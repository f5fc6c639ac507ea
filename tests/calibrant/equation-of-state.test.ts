import { describe, expect, it } from 'vitest';
import {
  birchMurnaghanPressure,
  volumeRatio,
  type EquationOfState,
} from '../../src-shared/calibrant/equation-of-state.ts';

// Periclase, as published equations of state have it: round numbers near K 160 GPa, K′ 4.2.
const mgo: EquationOfState = { k0: 160, k0Prime: 5.2, dK0dT: -0.02, dK0PrimedT: 1e-4, alpha: 3e-5, dAlphadT: 1e-9 };

describe('volumeRatio', () => {
  it('agrees with the equation written in the Eulerian strain f: P = 3 K f (1+2f)^5/2 (1 + 3/2 (K′−4) f)', () => {
    for (const f of [0.001, 0.03, 0.1]) {
      const pressure = 3 * 160 * f * (1 + 2 * f) ** 2.5 * (1 + 1.5 * 1.2 * f);
      // Bisection to 2⁻⁶⁰ of a bracket of 2 %, then rounding.
      expect(volumeRatio(mgo, pressure, 298)).toBeCloseTo((1 + 2 * f) ** -1.5, 13);
    }
  });

  it('expands by α ΔT without pressure, with α at that temperature', () => {
    expect(volumeRatio(mgo, 0, 1298)).toBeCloseTo(1 + (3e-5 + 1e-9 * 1000) * 1000, 14);
  });

  it('takes the thermal pressure off: at P = α K ΔT the volume is that of the table', () => {
    const [alpha, k0] = [3e-5 + 1e-9 * 700, 160 - 0.02 * 700];
    expect(volumeRatio(mgo, alpha * k0 * 700, 998)).toBeCloseTo(1, 13);
  });

  it('falls with pressure and rises with temperature', () => {
    expect(volumeRatio(mgo, 20, 298)).toBeLessThan(volumeRatio(mgo, 10, 298));
    expect(volumeRatio(mgo, 10, 1500)).toBeGreaterThan(volumeRatio(mgo, 10, 298));
  });

  it('does not move with pressure where no bulk modulus is known', () => {
    expect(volumeRatio({ ...mgo, k0: 0 }, 30, 298)).toBe(1);
  });

  it('has no solution where the modulus is gone or the pressure is beyond the turn of the curve', () => {
    expect(volumeRatio(mgo, 1, 9000)).toBeNaN(); // K = 160 − 0.02 · 8702 < 0
    expect(volumeRatio({ ...mgo, k0: 10, k0Prime: 2, dK0dT: 0 }, 1000, 298)).toBeNaN();
  });
});

describe('birchMurnaghanPressure', () => {
  it('has the slope K and the curvature K′ at zero pressure', () => {
    const at = (compression: number) => birchMurnaghanPressure(compression, 160, 5.2);
    const step = 1e-4;
    // dP/d ln(1/V) is K, and dK/dP is K′; central differences are right to the square of the step.
    const modulus = (x: number) => (x * (at(x * (1 + step)) - at(x * (1 - step)))) / (2 * step * x);
    expect(modulus(1)).toBeCloseTo(160, 3);
    expect((modulus(1.001) - modulus(0.999)) / (at(1.001) - at(0.999))).toBeCloseTo(5.2, 2);
  });
});
