import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { beamFrameOf, geometryOf, twoThetaAt } from '../../src-shared/calibration/beam-frame.ts';
import type { ControlPoints } from '../../src-shared/calibration/control-points.ts';
import { refineGeometry, ringResiduals } from '../../src-shared/calibration/refine-geometry.ts';
import { pixelOf } from '../../src-shared/geometry/pixel-of.ts';
import type { Detector, Geometry } from '../../src-shared/model/schema-types.generated.ts';
import { twoThetaFromDSpacing } from '../../src-shared/quantity/scattering-vector.ts';
import { createRandom } from '../../src-shared/simulation/random.ts';
import { sharedFolder } from '../shared-folder.ts';

const detector: Detector = { name: 'Detector', pixel1: 172e-6, pixel2: 100e-6, orientation: 3 };
const D_SPACINGS = [3.12442, 2.70583, 1.91331, 1.63167, 1.24152]; // ceria, Å
const truth = { dist: 0.2, poni1: 0.09, poni2: 0.05, rot1: 0.2, rot2: -0.15, rot3: 0, wavelength: 0.5e-10 };
const frame = beamFrameOf(truth);
/** 5 % off in distance, 6 and 10 px off in the centre, and no tilt. */
const start = {
  ...geometryOf({ k: frame.k * 1.05, c1: frame.c1 + 1e-3, c2: frame.c2 - 1e-3, s1: 0, s2: 0 }),
  wavelength: 0.5e-10,
};

/** Points every 10° on each ring, moved along 2θ by normal noise of `sigma` rad. */
function pointsOn(geometry: Geometry, sigma: number, seed = 1): ControlPoints {
  const random = createRandom(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  const [rows, columns, rings]: [number[], number[], number[]] = [[], [], []];
  for (const [ring, d] of D_SPACINGS.entries())
    for (let degrees = 0; degrees < 360; degrees += 10) {
      const twoTheta = twoThetaFromDSpacing(d, truth.wavelength) + sigma * normal();
      const pixel = pixelOf(geometry, detector, [0, 0], twoTheta, (degrees * Math.PI) / 180);
      if (!pixel) throw new Error('the ring misses the detector');
      rows.push(pixel[0]);
      columns.push(pixel[1]);
      rings.push(ring);
    }
  return { rows: Float64Array.from(rows), columns: Float64Array.from(columns), rings: Int32Array.from(rings) };
}

const parameters = ({ dist, poni1, poni2, rot1, rot2 }: Geometry): number[] => [dist, poni1, poni2, rot1, rot2];

describe('refineGeometry', () => {
  it('finds the truth from exact points, from a start without tilt', () => {
    const { geometry, stop, meanSquare } = refineGeometry(pointsOn(truth, 0), D_SPACINGS, detector, start);
    expect(stop).toBe('converged');
    expect(meanSquare).toBeLessThan(1e-22); // rounding of angles near 0.2 rad, squared, is 1e-33
    for (const [i, value] of parameters(geometry).entries()) expect(value).toBeCloseTo(parameters(truth)[i]!, 8);
  });

  it.each(['dist', 'poni1', 'poni2', 'rot1', 'rot2', 'wavelength'] as const)(
    'has the uncertainty of %s that its numeric derivative gives, under a strong tilt',
    (key) => {
      const tilted = { ...truth, rot1: 0.5, rot2: -0.45 };
      const random = createRandom(3);
      const rows = Float64Array.from({ length: 30 }, () => 1500 * random.next());
      const columns = Float64Array.from({ length: 30 }, () => 900 * random.next());
      // A line for each point, 1e-4 rad off: points then share no error.
      const spacings = Array.from(rows, (row, i) => {
        const angle = twoThetaAt(beamFrameOf(tilted), row * detector.pixel1, columns[i]! * detector.pixel2);
        return (truth.wavelength * 1e10) / (2 * Math.sin((angle + 1e-4 * (random.next() - 0.5)) / 2));
      });
      const points = { rows, columns, rings: Int32Array.from(spacings, (_, i) => i) };
      const { geometry, uncertainties } = refineGeometry(points, spacings, detector, tilted, {
        fixed: (['dist', 'poni1', 'poni2', 'rot1', 'rot2', 'wavelength'] as const).filter((name) => name !== key),
        refineWavelength: true,
      });
      const at = (change: number): Float64Array => {
        const moved = { ...geometry, wavelength: geometry.wavelength ?? NaN };
        return ringResiduals(points, spacings, detector, { ...moved, [key]: moved[key] + change });
      };
      const step = key === 'wavelength' ? 1e-16 : 1e-6;
      const [less, more, now] = [at(-step), at(step), at(0)];
      const slopes = Array.from(now, (_, i) => (more[i]! - less[i]!) / (2 * step));
      const square = slopes.reduce((sum, slope) => sum + slope * slope, 0);
      const variance = slopes.reduce((sum, g, i) => sum + (g * now[i]!) ** 2 / (1 - (g * g) / square), 0) / square ** 2;
      // Central differences: rounding of 1e-16 rad over steps that change angles by 1e-6.
      expect(uncertainties[key] / Math.sqrt(variance)).toBeCloseTo(1, 6);
    },
  );

  it('reports standard deviations that the scatter confirms with a soft loss as well', () => {
    const fits = Array.from({ length: 60 }, (_, seed) =>
      refineGeometry(pointsOn(truth, 1e-4, seed + 1), D_SPACINGS, detector, start, { softScale: 1e-4 }),
    );
    const pulls = fits.map(({ geometry, uncertainties }) => (geometry.dist - truth.dist) / uncertainties.dist);
    const rms = Math.sqrt(pulls.reduce((sum, pull) => sum + pull * pull, 0) / pulls.length);
    // Of 60 pulls the rms scatters by 1/√120 = 9 %: three times that.
    expect(rms).toBeGreaterThan(0.73);
    expect(rms).toBeLessThan(1.27);
  });

  it('finds a detector upstream of the sample', () => {
    const upstream = { dist: -0.06, poni1: 0.047, poni2: 0.042, rot1: 0.03, rot2: -0.05, rot3: 0, wavelength: 6e-11 };
    const upstreamFrame = beamFrameOf(upstream);
    const [rows, columns] = [Float64Array.of(100, 200, 300, 100, 250, 10), Float64Array.of(50, 400, 300, 300, 20, 500)];
    // Each point gets the line that it lies on.
    const spacings = Array.from(rows, (row, i) => {
      const twoTheta = twoThetaAt(upstreamFrame, row * detector.pixel1, columns[i]! * detector.pixel2);
      return (upstream.wavelength * 1e10) / (2 * Math.sin(twoTheta / 2));
    });
    const rings = Int32Array.from(spacings, (_, i) => i);
    const near = { ...upstream, dist: -0.062, rot1: 0, rot2: 0 };
    const { geometry } = refineGeometry({ rows, columns, rings }, spacings, detector, near);
    for (const [i, value] of parameters(geometry).entries()) expect(value).toBeCloseTo(parameters(upstream)[i]!, 8);
  });

  it('reports standard deviations that the scatter of repeated fits confirms', () => {
    const fits = Array.from({ length: 60 }, (_, seed) =>
      refineGeometry(pointsOn(truth, 1e-4, seed + 1), D_SPACINGS, detector, start),
    );
    for (const key of ['dist', 'poni1', 'rot2'] as const) {
      const pulls = fits.map(({ geometry, uncertainties }) => (geometry[key] - truth[key]) / uncertainties[key]);
      const rms = Math.sqrt(pulls.reduce((sum, pull) => sum + pull * pull, 0) / pulls.length);
      // Of 60 pulls the rms scatters by 1/√120 = 9 %: three times that.
      expect(rms).toBeGreaterThan(0.73);
      expect(rms).toBeLessThan(1.27);
    }
  });

  it('holds what is fixed to the bit', () => {
    const { geometry, uncertainties, correlation } = refineGeometry(pointsOn(truth, 0), D_SPACINGS, detector, start, {
      fixed: ['rot1', 'rot2'],
    });
    expect([geometry.rot1, geometry.rot2, uncertainties.rot1]).toEqual([0, 0, 0]);
    expect(correlation.names).toEqual(['dist', 'poni1', 'poni2']);
    expect(geometry.dist).not.toBe(start.dist);
  });

  it('keeps to bounds', () => {
    const { geometry } = refineGeometry(pointsOn(truth, 0), D_SPACINGS, detector, start, {
      bounds: { dist: [0.205, 0.3] },
    });
    expect(geometry.dist).toBe(0.205);
  });

  it('refines the wavelength where wide rings tell it from the distance', () => {
    const { geometry, correlation } = refineGeometry(
      pointsOn(truth, 0),
      D_SPACINGS,
      detector,
      { ...start, wavelength: 0.503e-10 },
      { refineWavelength: true },
    );
    expect((geometry.wavelength ?? NaN) * 1e10).toBeCloseTo(0.5, 7);
    expect(correlation.matrix[0]![5]).toBeLessThan(-0.9); // distance and wavelength: nearly the same thing
  });

  it('drops points on a wrong ring and says which', () => {
    const exact = pointsOn(truth, 2e-5);
    const wrong = [3, 50, 100];
    const points = { ...exact, rings: exact.rings.map((ring, i) => (wrong.includes(i) ? (ring + 1) % 5 : ring)) };
    const { geometry, rejected } = refineGeometry(points, D_SPACINGS, detector, start, {
      softScale: 1e-4,
      rejectBeyond: 6,
    });
    expect([...rejected.keys()].filter((i) => rejected[i] === 1)).toEqual(wrong);
    expect(geometry.dist).toBeCloseTo(truth.dist, 4);
  });

  it('leaves a point out of the fit that has no weight', () => {
    const points = pointsOn(truth, 0);
    points.rows[7]! += 40;
    const weights = new Float64Array(points.rings.length).fill(1);
    weights[7] = 0;
    const { geometry } = refineGeometry({ ...points, weights }, D_SPACINGS, detector, start);
    expect(geometry.dist).toBeCloseTo(truth.dist, 8);
  });

  it('refuses points that cannot carry the fit', () => {
    const four = { rows: new Float64Array(4), columns: new Float64Array(4), rings: new Int32Array(4) };
    expect(() => refineGeometry(four, D_SPACINGS, detector, start)).toThrow('4 points cannot fix 5 parameters');
    const six = { rows: new Float64Array(6), columns: new Float64Array(6), rings: new Int32Array(6).fill(9) };
    expect(() => refineGeometry(six, D_SPACINGS, detector, start)).toThrow('lies on ring 10');
    const far = { ...start, wavelength: 7e-10 };
    expect(() => refineGeometry({ ...six, rings: new Int32Array(6) }, D_SPACINGS, detector, far)).toThrow(
      'Ring 1 does not exist',
    );
  });
});

interface ReferencePass {
  readonly control_points: string;
  readonly start: Geometry;
  readonly tight_cost_mean_sq_rad2: number;
  readonly tight_minimum: Geometry;
}
interface Reference {
  readonly pixel1: number;
  readonly pixel2: number;
  readonly wavelength: number;
  readonly d_spacings_A: readonly number[];
  readonly passes: readonly ReferencePass[];
}

function readReference(folder: string, name: string): Reference {
  return JSON.parse(readFileSync(join(folder, 'reference', 'calibration', `${name}.json`), 'utf8')) as Reference;
}

/** Columns row, col, ring; rows and columns count from the centre of the first pixel. */
function readPoints(path: string): ControlPoints {
  const lines = gunzipSync(readFileSync(path)).toString('utf8').trim().split('\n').slice(1);
  const table = lines.map((line) => line.split(',').map(Number));
  return {
    rows: Float64Array.from(table, (entry) => entry[0]! + 0.5),
    columns: Float64Array.from(table, (entry) => entry[1]! + 0.5),
    rings: Int32Array.from(table, (entry) => entry[2]!),
  };
}

describe.skipIf(!sharedFolder || !existsSync(join(sharedFolder, 'reference', 'calibration')))(
  'refineGeometry on points of pyFAI (scipy least_squares on the same points)',
  () => {
    it.each(['ceo2', 'ceo2_hard_start', 'synth1', 'synth2', 'synth3'])(
      'reaches the minimum of every pass: %s',
      (name) => {
        const folder = sharedFolder ?? '';
        const { passes, wavelength, d_spacings_A: spacings, pixel1, pixel2 } = readReference(folder, name);
        for (const pass of passes) {
          const points = readPoints(join(folder, 'reference', pass.control_points));
          const fit = refineGeometry(points, spacings, { pixel1, pixel2 }, { ...pass.start, wavelength });
          expect(fit.meanSquare).toBeLessThanOrEqual(pass.tight_cost_mean_sq_rad2 * (1 + 1e-6));
          // The same residuals give the same cost: points are stored to 1e-6 px, which moves it by some 1e-8.
          const theirs = ringResiduals(points, spacings, { pixel1, pixel2 }, { ...pass.tight_minimum, wavelength });
          const mean = theirs.reduce((sum, r) => sum + r * r, 0) / theirs.length;
          expect(mean / pass.tight_cost_mean_sq_rad2).toBeCloseTo(1, 6);
          const [ours, tight] = [beamFrameOf(fit.geometry), beamFrameOf(pass.tight_minimum)];
          // The minima agree in what the rings determine, far below the scatter of the points.
          expect(ours.k / tight.k).toBeCloseTo(1, 6);
          expect((ours.c1 - tight.c1) / pixel1).toBeCloseTo(0, 2);
          expect((ours.c2 - tight.c2) / pixel2).toBeCloseTo(0, 2);
          expect(geometryOf(ours).rot1).toBeCloseTo(fit.geometry.rot1, 12);
        }
      },
    );
  },
);
