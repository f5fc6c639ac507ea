import { azimuthAtCentres, radialAtCentres } from '../geometry/detector-grid.ts';
import type { Shape } from '../model/detector-image.ts';
import type { Calibration } from '../model/schema-types.generated.ts';
import { radialUnit, type RadialUnitId } from '../quantity/radial-unit.ts';
import { sweepOf } from './fill-arc.ts';

const BLOCK_ROWS = 64;

/**
 * Pixels whose centres lie between two scattering angles, both included.
 *
 * @throws AppError calibration  if the unit needs a wavelength that there is not
 */
export function fillRadialRange(
  mask: Uint8Array,
  shape: Shape,
  calibration: Calibration,
  { unit, low, high }: { readonly unit: RadialUnitId; readonly low: number; readonly high: number },
  value: number,
): void {
  const { quantity, scale } = radialUnit(unit);
  const [from, to] = [Math.min(low, high) / scale, Math.max(low, high) / scale];
  const block = new Float64Array(BLOCK_ROWS * shape[1]);
  for (let row = 0; row < shape[0]; row += BLOCK_ROWS) {
    const end = Math.min(shape[0], row + BLOCK_ROWS);
    radialAtCentres(calibration, shape, quantity, { start: row, end }, block);
    const first = row * shape[1];
    const count = (end - row) * shape[1];
    for (let k = 0; k < count; k++) if (block[k]! >= from && block[k]! <= to) mask[first + k] = value;
  }
}

/** Pixels whose centres lie between two azimuths, the angle rising from the first to the second. */
export function fillAzimuthRange(
  mask: Uint8Array,
  shape: Shape,
  calibration: Calibration,
  { startDeg, endDeg }: { readonly startDeg: number; readonly endDeg: number },
  value: number,
): void {
  const turn = 2 * Math.PI;
  const start = (startDeg * Math.PI) / 180;
  const sweep = (sweepOf(startDeg, endDeg) * Math.PI) / 180;
  const block = new Float64Array(BLOCK_ROWS * shape[1]);
  for (let row = 0; row < shape[0]; row += BLOCK_ROWS) {
    const end = Math.min(shape[0], row + BLOCK_ROWS);
    azimuthAtCentres(calibration, shape, { start: row, end }, block);
    const first = row * shape[1];
    const count = (end - row) * shape[1];
    for (let k = 0; k < count; k++) {
      const turned = (block[k]! - start) / turn;
      if ((turned - Math.floor(turned)) * turn <= sweep) mask[first + k] = value;
    }
  }
}
