import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  azimuthAtCentres,
  azimuthAtCorners,
  radialAtCentres,
  radialAtCorners,
} from '../../src-shared/geometry/detector-grid.ts';
import { fit2dFromCalibration, geometryFromFit2d } from '../../src-shared/geometry/fit2d-geometry.ts';
import { laboratoryPositions } from '../../src-shared/geometry/laboratory-position.ts';
import { rotationMatrix } from '../../src-shared/geometry/rotation-matrix.ts';
import { geometryFromSaxsdog } from '../../src-shared/geometry/saxsdog-geometry.ts';
import { scatteringAngles } from '../../src-shared/geometry/scattering-angle.ts';
import { relativeSolidAngles } from '../../src-shared/geometry/solid-angle.ts';
import type { Shape } from '../../src-shared/model/detector-image.ts';
import type { Calibration, Geometry } from '../../src-shared/model/schema-types.generated.ts';
import { wrapDegrees, wrapRadians } from '../../src-shared/quantity/angle.ts';
import type { RadialQuantity } from '../../src-shared/quantity/radial-unit.ts';
import { sharedFolder } from '../shared-folder.ts';

interface ReferenceGeometry extends Required<Geometry> {
  label: string;
  pixel1: number;
  pixel2: number;
  shape: Shape;
  rotation_matrix: number[][];
  fit2d: Fit2d | null;
  row: number[];
  col: number[];
  t1: number[];
  t2: number[];
  t3: number[];
  tth: number[];
  chi: number[];
  q_nm: number[];
  r_m: number[];
  solid_angle: number[];
  corners: { pixel: [number, number]; tth: number[]; chi: number[]; q: number[]; r: number[] }[];
}
interface Fit2d {
  directDist: number;
  centerX: number;
  centerY: number;
  tilt: number;
  tiltPlanRotation: number;
}
interface Conversions {
  fit2d: {
    fit2d: { directDist_mm: number; centerX: number; centerY: number; tilt_deg: number; tiltPlanRotation_deg: number };
    pixel1: number;
    pixel2: number;
    pyFAI: Geometry;
    rot3_intended: number;
    getFit2D: Fit2d;
  }[];
  saxsdog: {
    saxsdog: {
      BeamCenter: [number, number];
      Imagesize: [number, number];
      DedectorDistanceMM: number;
      TiltAngleDeg: number;
      TiltRotDeg: number;
      PixelSizeMicroM: [number, number];
    };
    pyFAI_on_stored_array: Geometry;
    row: number[];
    col: number[];
    tth_rad_saxsdog_formula: number[];
  }[];
}

const read = <T>(name: string): T =>
  sharedFolder ? (JSON.parse(readFileSync(`${sharedFolder}/reference/geometry/${name}`, 'utf8')) as T) : ([] as T);

const calibrationOf = ({ pixel1, pixel2, ...geometry }: ReferenceGeometry): Calibration => ({
  geometry,
  detector: { name: 'Detector', pixel1, pixel2, orientation: 3 },
});

const largest = (values: Iterable<number>): number => Math.max(...values);

// pyFAI 0.21.3 and this program evaluate the same closed formulas in double precision; 1e-12 leaves room for the
// cancellations near the beam, where χ is ill-conditioned.
const LIMIT = 1e-12;
/** pyFAI takes acos of cosines near ±1, which keeps half of the digits: √(2·1e-14) rad, in degrees. */
const ARCCOSINE_DEG = 2e-5;
const QUANTITIES = [
  ['2theta', 'tth'],
  ['q', 'q_nm'],
  ['r', 'r_m'],
] as const satisfies readonly (readonly [RadialQuantity, keyof ReferenceGeometry])[];

describe.skipIf(!sharedFolder)('geometry, over all reference geometries of pyFAI', () => {
  describe.each(read<ReferenceGeometry[]>('geometries.json').map((entry) => [entry.label, entry] as const))(
    '%s',
    (_, reference) => {
      const calibration = calibrationOf(reference);
      const { shape, row, col } = reference;
      const indices = row.map((r, k) => r * shape[1] + col[k]!);
      const centres = Float64Array.from(
        row.flatMap((r, k) => [(r + 0.5) * reference.pixel1, (col[k]! + 0.5) * reference.pixel2]),
      );

      it('has the rotation matrix', () => {
        const expected = reference.rotation_matrix.flat();
        const matrix = rotationMatrix(reference);
        expect(largest(matrix.map((value, k) => Math.abs(value - expected[k]!)))).toBeLessThan(1e-15);
      });

      it('has the laboratory positions', () => {
        const positions = laboratoryPositions(reference, centres);
        for (const [k] of row.entries()) {
          expect(Math.abs(positions[3 * k]! - reference.t1[k]!)).toBeLessThan(LIMIT);
          expect(Math.abs(positions[3 * k + 1]! - reference.t2[k]!)).toBeLessThan(LIMIT);
          expect(Math.abs(positions[3 * k + 2]! - reference.t3[k]!)).toBeLessThan(LIMIT);
        }
      });

      it('has 2θ at points', () => {
        const angles = scatteringAngles(reference, centres);
        expect(largest(row.map((_row, k) => Math.abs(angles[k]! - reference.tth[k]!)))).toBeLessThan(LIMIT);
      });

      it.each(QUANTITIES)('has %s at pixel centres', (quantity, key) => {
        const values = radialAtCentres(calibration, shape, quantity);
        const scale = Math.max(1, ...reference[key]);
        expect(largest(indices.map((index, k) => Math.abs(values[index]! - reference[key][k]!)))).toBeLessThan(
          LIMIT * scale,
        );
      });

      it('has χ at pixel centres', () => {
        const values = azimuthAtCentres(calibration, shape);
        const errors = indices.map(
          (index, k) => Math.abs(wrapRadians(values[index]! - reference.chi[k]!)) * Math.sin(reference.tth[k]!),
        );
        expect(largest(errors)).toBeLessThan(LIMIT);
      });

      it('has 2θ, q, r and χ at pixel corners', () => {
        const width = shape[1] + 1;
        for (const { pixel, tth, chi, q, r } of reference.corners) {
          const rows = { start: pixel[0], end: pixel[0] + 1 };
          const j = pixel[1];
          const places = [j, j + width, j + width + 1, j + 1];
          const twoTheta = radialAtCorners(calibration, shape, '2theta', rows);
          const qs = radialAtCorners(calibration, shape, 'q', rows);
          const rs = radialAtCorners(calibration, shape, 'r', rows);
          const azimuths = azimuthAtCorners(calibration, shape, rows);
          for (const [k, place] of places.entries()) {
            expect(Math.abs(twoTheta[place]! - tth[k]!)).toBeLessThan(LIMIT);
            expect(Math.abs(qs[place]! - q[k]!)).toBeLessThan(LIMIT * Math.max(1, q[k]!));
            expect(Math.abs(rs[place]! - r[k]!)).toBeLessThan(LIMIT);
            expect(Math.abs(wrapRadians(azimuths[place]! - chi[k]!)) * Math.sin(tth[k]!)).toBeLessThan(LIMIT);
          }
        }
      });

      it('has the solid angle, to the single precision of pyFAI', () => {
        const values = relativeSolidAngles(calibration, shape);
        const errors = indices.map((index, k) => Math.abs(values[index]! - Math.abs(reference.solid_angle[k]!)));
        expect(largest(errors)).toBeLessThan(2e-7);
      });

      it('has the Fit2D description, or none', () => {
        const fit2d = fit2dFromCalibration(calibration, shape);
        if (!fit2d) {
          const cosine = Math.cos(reference.rot1) * Math.cos(reference.rot2);
          expect(reference.fit2d === null || cosine <= 0 || reference.dist <= 0).toBe(true);
          return;
        }
        expect(Math.abs(fit2d.directDistanceMm - reference.fit2d!.directDist)).toBeLessThan(1e-9);
        expect(Math.abs(fit2d.centreX - reference.fit2d!.centerX)).toBeLessThan(1e-9);
        expect(Math.abs(fit2d.centreY - reference.fit2d!.centerY)).toBeLessThan(1e-9);
        expect(Math.abs(fit2d.tiltDeg - reference.fit2d!.tilt)).toBeLessThan(ARCCOSINE_DEG);
        expect(Math.abs(wrapDegrees(fit2d.tiltPlaneDeg - reference.fit2d!.tiltPlanRotation))).toBeLessThan(
          ARCCOSINE_DEG,
        );
      });
    },
  );
});

describe.skipIf(!sharedFolder)('geometry conversions, over all reference cases', () => {
  const conversions = read<Conversions>('conversions.json');

  it.each((conversions.fit2d ?? []).map((entry, k) => [k, entry] as const))('Fit2D case %i', (_, entry) => {
    const { fit2d, pixel1, pixel2 } = entry;
    const geometry = geometryFromFit2d(
      {
        directDistanceMm: fit2d.directDist_mm,
        centreX: fit2d.centerX,
        centreY: fit2d.centerY,
        tiltDeg: fit2d.tilt_deg,
        tiltPlaneDeg: fit2d.tiltPlanRotation_deg,
      },
      pixel1,
      pixel2,
    );
    for (const key of ['dist', 'poni1', 'poni2', 'rot2'] as const)
      expect(Math.abs(geometry[key] - entry.pyFAI[key])).toBeLessThan(1e-9);
    expect(Math.abs(geometry.rot1 - entry.pyFAI.rot1)).toBeLessThan(5e-8); // pyFAI: acos of a cosine near 1
    expect(Math.abs(geometry.rot3 - entry.rot3_intended)).toBeLessThan(1e-9);

    const detector = { name: 'Detector', pixel1, pixel2, orientation: 3 } as const;
    const back = fit2dFromCalibration({ geometry: { ...entry.pyFAI, rot3: 0 }, detector }, [0, 0])!;
    expect(Math.abs(back.directDistanceMm - entry.getFit2D.directDist)).toBeLessThan(1e-9);
    expect(Math.abs(back.centreX - entry.getFit2D.centerX)).toBeLessThan(1e-9);
    expect(Math.abs(back.centreY - entry.getFit2D.centerY)).toBeLessThan(1e-9);
    expect(Math.abs(back.tiltDeg - entry.getFit2D.tilt)).toBeLessThan(ARCCOSINE_DEG);
    expect(Math.abs(wrapDegrees(back.tiltPlaneDeg - entry.getFit2D.tiltPlanRotation))).toBeLessThan(ARCCOSINE_DEG);
  });

  it.each((conversions.saxsdog ?? []).map((entry, k) => [k, entry] as const))('SAXSdog case %i', (_, entry) => {
    const { saxsdog } = entry;
    const geometry = geometryFromSaxsdog({
      detectorDistanceMm: saxsdog.DedectorDistanceMM,
      beamCentre: saxsdog.BeamCenter,
      tiltAngleDeg: saxsdog.TiltAngleDeg,
      tiltRotDeg: saxsdog.TiltRotDeg,
      imageSize: saxsdog.Imagesize,
      pixelSizeMicroM: saxsdog.PixelSizeMicroM,
    });
    const stored = entry.pyFAI_on_stored_array;
    for (const key of ['dist', 'poni1', 'poni2', 'rot1', 'rot2'] as const)
      expect(Math.abs(geometry[key] - stored[key])).toBeLessThan(1e-9);
    const [pixel1, pixel2] = saxsdog.PixelSizeMicroM;
    const points = Float64Array.from(
      entry.row.flatMap((row, k) => [(row + 0.5) * pixel1 * 1e-6, (entry.col[k]! + 0.5) * pixel2 * 1e-6]),
    );
    const angles = scatteringAngles(geometry, points);
    const errors = entry.tth_rad_saxsdog_formula.map((expected, k) => Math.abs(angles[k]! - expected));
    expect(largest(errors)).toBeLessThan(1e-9);
  });
});
