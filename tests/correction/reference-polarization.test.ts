import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { polarizationFactors } from '../../src-shared/correction/polarization.ts';
import type { Calibration } from '../../src-shared/model/schema-types.generated.ts';
import { sharedFolder } from '../shared-folder.ts';

interface ReferenceGeometry {
  readonly label: string;
  readonly dist: number;
  readonly poni1: number;
  readonly poni2: number;
  readonly rot1: number;
  readonly rot2: number;
  readonly rot3: number;
  readonly pixel1: number;
  readonly pixel2: number;
  readonly wavelength: number;
  readonly shape: readonly [number, number];
  readonly row: readonly number[];
  readonly col: readonly number[];
  readonly polarization: Readonly<Record<string, readonly number[]>>;
}

/** "f0.99" or "f1_off30deg" */
function readName(name: string): { factor: number; offsetDeg: number } {
  const [, factor, offset = '0'] = /^f([-.\d]+)(?:_off([-.\d]+)deg)?$/.exec(name)!;
  return { factor: Number(factor), offsetDeg: Number(offset) };
}

describe.skipIf(!sharedFolder)('polarizationFactors against pyFAI 0.21.3', () => {
  const geometries = sharedFolder
    ? (JSON.parse(
        readFileSync(join(sharedFolder, 'reference/geometry/geometries.json'), 'utf8'),
      ) as readonly ReferenceGeometry[])
    : [];

  it.each(geometries)('agrees at 200 pixels: $label', (reference) => {
    const { dist, poni1, poni2, rot1, rot2, rot3, wavelength, pixel1, pixel2, shape } = reference;
    const calibration: Calibration = {
      geometry: { dist, poni1, poni2, rot1, rot2, rot3, wavelength },
      detector: { name: 'Detector', pixel1, pixel2, orientation: 3 },
    };
    for (const [name, expected] of Object.entries(reference.polarization)) {
      const factors = polarizationFactors(calibration, shape, readName(name));
      const worst = Math.max(
        ...expected.map((value, k) => Math.abs(factors[reference.row[k]! * shape[1] + reference.col[k]!]! - value)),
      );
      expect(expected.length).toBeGreaterThan(100);
      expect(worst).toBeLessThan(2e-7); // stored by pyFAI as float32
    }
  });
});
