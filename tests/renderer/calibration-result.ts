import type { StoredCalibrationResult } from '../../src-shared/rpc/contract.ts';
import { calibration } from './fake-host.ts';

/** A result as a host would send it: two points on one ring, unless told otherwise. */
export function calibrationResult(over: Partial<StoredCalibrationResult> = {}): StoredCalibrationResult {
  return {
    resultId: 'result-1',
    verdict: 'good',
    reasons: ['2 rings agree.'],
    calibrantId: 'CeO2',
    calibrantLabel: 'Ceria',
    calibration: { ...calibration },
    fit2d: null,
    uncertainties: { dist: 1e-6 },
    correlation: null,
    warnings: [],
    rmsPx: 0.05,
    rmsDeg: 0.001,
    points: {
      rows: Float64Array.of(1, 2),
      columns: Float64Array.of(3, 4),
      rings: Int32Array.of(0, 0),
      residualsPx: Float64Array.of(0.1, -0.1),
      residualsDeg: Float64Array.of(0.001, -0.001),
      rejected: Uint8Array.of(0, 0),
      azimuths: Float64Array.of(0, 1),
    },
    rings: [],
    seconds: 1,
    ...over,
  };
}
