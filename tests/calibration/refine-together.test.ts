import { describe, expect, it } from 'vitest';
import { beamFrameOf, geometryOf } from '../../src-shared/calibration/beam-frame.ts';
import type { ControlPoints } from '../../src-shared/calibration/control-points.ts';
import { poseOf, rotationsOf, twoThetaOfPose } from '../../src-shared/calibration/detector-pose.ts';
import { layOutJointModel, LOCAL_LENGTH, type JointModel } from '../../src-shared/calibration/joint-model.ts';
import type { JointImage } from '../../src-shared/calibration/joint-problem.ts';
import { refineGeometry } from '../../src-shared/calibration/refine-geometry.ts';
import { refineTogether } from '../../src-shared/calibration/refine-together.ts';
import { pixelOf } from '../../src-shared/geometry/pixel-of.ts';
import { rotationMatrix } from '../../src-shared/geometry/rotation-matrix.ts';
import { scatteringAt } from '../../src-shared/geometry/scattering-at.ts';
import type { Detector, Geometry } from '../../src-shared/model/schema-types.generated.ts';
import { twoThetaFromDSpacing } from '../../src-shared/quantity/scattering-vector.ts';
import { createRandom } from '../../src-shared/simulation/random.ts';
import { movedReference, rotatedReference, type JointReference } from './joint-reference.ts';

type Placed = Geometry & { readonly wavelength: number };

const detector: Detector = { name: 'Detector', pixel1: 172e-6, pixel2: 100e-6, orientation: 3 };
const CERIA = [3.124418, 2.705826, 1.913308];
const BEHENATE = [58.38, 29.19, 19.46]; // Å: silver behenate, orders 1 to 3
const WAVELENGTH = 1e-10;

/** Points every 30° on each ring, exact or moved along 2θ by normal noise of `sigma` rad. */
function pointsOn(geometry: Placed, spacings: readonly number[], sigma = 0, seed = 1): ControlPoints {
  const random = createRandom(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  const [rows, columns, rings]: [number[], number[], number[]] = [[], [], []];
  for (const [ring, d] of spacings.entries())
    for (let degrees = 0; degrees < 360; degrees += 30) {
      const twoTheta = twoThetaFromDSpacing(d, geometry.wavelength) + (sigma === 0 ? 0 : sigma * normal());
      const pixel = pixelOf(geometry, detector, [0, 0], twoTheta, (degrees * Math.PI) / 180);
      if (!pixel) continue;
      rows.push(pixel[0]);
      columns.push(pixel[1]);
      rings.push(ring);
    }
  return { rows: Float64Array.from(rows), columns: Float64Array.from(columns), rings: Int32Array.from(rings) };
}

/** A detector at a distance along the beam, tilted by a little, with its centre on a line that leans. */
function at(distance: number, lean = 0, wavelength = WAVELENGTH): Placed {
  const geometry = geometryOf({ k: distance, c1: 0.09 + lean * distance, c2: 0.05, s1: 0.02, s2: -0.03 });
  return { ...geometry, wavelength };
}

function imageOf(truth: Placed, start: Placed, spacings: readonly number[], sigma = 0, seed = 1): JointImage {
  return {
    points: pointsOn(truth, spacings, sigma, seed),
    dSpacings: spacings,
    pixel1: detector.pixel1,
    pixel2: detector.pixel2,
    start,
  };
}

function imagesOf(reference: JointReference, start: (position: number) => Placed): JointImage[] {
  return reference.images.map(({ rows, columns, rings }, i) => ({
    points: { rows: Float64Array.from(rows), columns: Float64Array.from(columns), rings: Int32Array.from(rings) },
    dSpacings: CERIA,
    pixel1: 172e-6,
    pixel2: 172e-6,
    start: start(reference.positions[i]!),
  }));
}

const GEOMETRY = ['dist', 'poni1', 'poni2', 'rot1', 'rot2'] as const;

describe('twoThetaOfPose', () => {
  const geometry = { dist: 0.2, poni1: 0.09, poni2: 0.05, rot1: 0.2, rot2: -0.15, rot3: 0.3 };

  it('is the angle that laboratory positions have', () => {
    const [y, x] = [103.7, 811.2];
    const angle = twoThetaOfPose(poseOf(geometry), y * 172e-6, x * 100e-6, new Float64Array(6));
    expect(angle).toBeCloseTo(scatteringAt({ geometry, detector }, [0, 0], x, y).twoTheta, 14);
  });

  it('is atan(3/4) on a 3-4-5 triangle, and its complement to 180° upstream', () => {
    const untilted = { dist: 4, poni1: 0, poni2: 0, rot1: 0, rot2: 0, rot3: 0 };
    const angle = (dist: number): number => twoThetaOfPose(poseOf({ ...untilted, dist }), 3, 0, new Float64Array(6));
    expect(angle(4)).toBeCloseTo(Math.atan(3 / 4), 15);
    expect(angle(-4)).toBeCloseTo(Math.PI - Math.atan(3 / 4), 15);
  });
});

describe('layOutJointModel', () => {
  const starts = [at(0.2), at(0.25), at(0.4)];
  const models: readonly JointModel[] = [
    { kind: 'own' },
    { kind: 'moved', travel: [0.01, 0.06, 0.21] },
    { kind: 'moved', travel: null },
    { kind: 'rotated', angles: [-0.1, 0.2, 0.4] },
  ];

  it.each(models)('has the derivatives that differences show: %j', (model) => {
    const layout = layOutJointModel(model, starts);
    const m = layout.names.length;
    // Away from special values, so that no term vanishes.
    const parameters = layout.start.map((value, j) =>
      layout.names[j] === 'wavelength' ? value : value + 0.03 + 0.01 * j,
    );
    const [low, high, local] = [0, 0, 0].map(() => new Float64Array(LOCAL_LENGTH)) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    const derivatives = new Float64Array(LOCAL_LENGTH * m);
    const unused = new Float64Array(LOCAL_LENGTH * m);
    for (const image of [0, 2]) {
      layout.place(parameters, image, local, derivatives);
      for (let j = 0; j < m; j++) {
        const step = 1e-5 * Math.max(1e-10, Math.abs(parameters[j]!));
        const [down, up] = [parameters.slice(), parameters.slice()];
        down[j]! -= step;
        up[j]! += step;
        layout.place(down, image, low, unused);
        layout.place(up, image, high, unused);
        // Central differences of functions with values and derivatives near 1: rounding 1e-16/1e-6 and step² 1e-11.
        for (let q = 0; q < LOCAL_LENGTH; q++)
          expect((high[q]! - low[q]!) / (up[j]! - down[j]!), `${layout.names[j]!}, ${q}`).toBeCloseTo(
            derivatives[q * m + j]!,
            8,
          );
      }
    }
  });
});

describe('layOutJointModel of an arm', () => {
  it('begins where exact geometries of the images have it, whatever the rotations', () => {
    const [scale, azimuth] = [0.9, 0.7];
    const angles = [-0.3, 0.1, 0.5];
    const whole = layOutJointModel({ kind: 'rotated', angles }, [at(0.2), at(0.2), at(0.2)]);
    const truth = Float64Array.of(0.2, 0.09, 0.05, 0.3, 0.4, WAVELENGTH, scale, azimuth, 0);
    const [local, unused] = [new Float64Array(LOCAL_LENGTH), new Float64Array(LOCAL_LENGTH * truth.length)];
    const exact = angles.map((_, i) => {
      whole.place(truth, i, local, unused);
      const shared = { dist: 0.2, poni1: 0.09, poni2: 0.05, rot3: 0, wavelength: WAVELENGTH };
      return { ...shared, ...rotationsOf(local) };
    });
    const { start } = layOutJointModel({ kind: 'rotated', angles }, exact);
    for (const [j, value] of truth.entries()) expect(start[j]).toBeCloseTo(value, 12);
  });
});

describe('refineTogether', () => {
  it('finds the wavelength from two distances at small angle, where one image cannot tell', () => {
    // Closed form: tan 2θ = r/L for each image of an untilted detector, so r1/L1 = r2/(L1 + 1 m) fixes L1, and L1 fixes λ.
    const [near, far] = [at(1), at(2)];
    const wrong = 0.95; // 5 % off in wavelength, made good by the distances
    const images = [near, far].map((truth) => {
      const start = at(beamFrameOf(truth).k / wrong, 0, WAVELENGTH * wrong);
      return imageOf(truth, start, BEHENATE);
    });
    const fit = refineTogether(images, { kind: 'moved', travel: [0, 1] }, { refineWavelength: true });
    expect(fit.stop).toBe('converged');
    // Points are exact: what is left is rounding of 2θ near 0.02 rad, 1e-15, over changes of λ that move rings by 1e-2.
    expect(fit.wavelength / WAVELENGTH).toBeCloseTo(1, 9);
    for (const [i, truth] of [near, far].entries())
      for (const name of GEOMETRY) expect(fit.images[i]!.geometry[name]).toBeCloseTo(truth[name], 7);
    // The path is refined too: 1 m of it along the beam of a detector tilted by 2°.
    expect(fit.parameters.find(({ name }) => name === 'path1')!.value).toBeCloseTo(0, 8);
    expect(fit.reference).toBe(0);
  });

  it('says that one distance leaves the wavelength open at small angle', () => {
    const image = imageOf(at(2), at(2.1, 0, 0.95 * WAVELENGTH), BEHENATE, 1e-5);
    const { warnings, correlation } = refineTogether([image], { kind: 'own' }, { refineWavelength: true });
    const pair = Math.abs(correlation.matrix[0]!.at(-1)!);
    expect(warnings.length).toBeGreaterThan(0);
    expect(warnings[0]).toMatch(pair > 0.995 ? /wavelength and dist\[1\] are nearly the same/ : /do not determine/);
  });

  it('follows a path that leans', () => {
    const [near, far] = [at(0.2, 0.01), at(0.5, 0.01)];
    // The centre moves up by 1 % of the way, and the detector by the hypotenuse.
    const step = (from: Placed, to: Placed): number => {
      const [a, b] = [from, to].map((geometry) => {
        const m = rotationMatrix(geometry);
        const v = [-geometry.poni1, -geometry.poni2, geometry.dist];
        return [0, 3, 6].map((row) => m[row]! * v[0]! + m[row + 1]! * v[1]! + m[row + 2]! * v[2]!);
      }) as [number[], number[]];
      return Math.hypot(b[0]! - a[0]!, b[1]! - a[1]!, b[2]! - a[2]!);
    };
    const images = [near, far].map((truth) => imageOf(truth, at(beamFrameOf(truth).k * 1.02, 0), CERIA));
    const fit = refineTogether(
      images,
      { kind: 'moved', travel: [0.3, 0.3 + step(near, far)] },
      { refineWavelength: true },
    );
    expect(fit.wavelength * 1e10).toBeCloseTo(1, 8);
    // The origin of the detector moves against its centre.
    expect(fit.parameters.find(({ name }) => name === 'path1')!.value).toBeCloseTo(-0.01, 4);
  });

  it('finds unknown travel along one line', () => {
    const truths = [at(0.2, 0.01), at(0.35, 0.01), at(0.5, 0.01)];
    const images = truths.map((truth) => imageOf(truth, at(beamFrameOf(truth).k * 1.02), CERIA));
    const fit = refineTogether(images, { kind: 'moved', travel: null });
    for (const [i, truth] of truths.entries())
      for (const name of GEOMETRY) expect(fit.images[i]!.geometry[name]).toBeCloseTo(truth[name], 8);
    // The way includes the lean of 1 %, and the detector is tilted by 2°: a little more than 0.15 m.
    expect(fit.parameters.find(({ name }) => name === 'travel[2]')!.value).toBeCloseTo(0.15, 3);
  });

  it('is refineGeometry for one image alone', () => {
    const image = imageOf(at(0.2), at(0.21), CERIA, 1e-4);
    const alone = refineGeometry(image.points, CERIA, image, image.start);
    const { images, meanSquare } = refineTogether([image], { kind: 'own' });
    // Both stop within rounding of the same minimum, along a valley in which dist and rot hardly matter.
    for (const name of GEOMETRY) {
      expect(images[0]!.geometry[name]).toBeCloseTo(alone.geometry[name], 9);
      expect(images[0]!.uncertainties[name] / alone.uncertainties[name], name).toBeCloseTo(1, 6);
    }
    expect(meanSquare / alone.meanSquare).toBeCloseTo(1, 10);
  });

  it.each([
    { kind: 'own' },
    { kind: 'moved', travel: [0, 0.1, 0.3] },
    { kind: 'moved', travel: null },
    { kind: 'rotated', angles: [0, 0.1, -0.2] },
  ] satisfies JointModel[])('does not depend on the order of the images: %j', (model) => {
    const images = [0.2, 0.3, 0.5].map((k, i) => imageOf(at(k), at(k * 1.01), CERIA, 1e-4, i + 1));
    const order = [2, 0, 1];
    const turned: JointModel =
      model.kind === 'moved' && model.travel
        ? { kind: 'moved', travel: order.map((i) => model.travel[i]!) }
        : model.kind === 'rotated'
          ? { kind: 'rotated', angles: order.map((i) => model.angles[i]!) }
          : model;
    const a = refineTogether(images, model, { refineWavelength: true });
    const b = refineTogether(
      order.map((i) => images[i]!),
      turned,
      { refineWavelength: true },
    );
    for (const [place, i] of order.entries())
      for (const name of GEOMETRY)
        expect(Math.abs(b.images[place]!.geometry[name] - a.images[i]!.geometry[name])).toBeLessThan(1e-12);
    if (model.kind === 'own') {
      const named = (fit: typeof a, name: string) => fit.parameters.find((one) => one.name === name)!.value;
      expect(named(b, 'dist[1]')).toBe(named(a, 'dist[3]'));
    }
  });

  it('reports standard deviations that the scatter of repeated fits confirms', () => {
    const truths = [at(0.2), at(0.3)];
    const fits = Array.from({ length: 60 }, (_, seed) =>
      refineTogether(
        truths.map((truth, i) => imageOf(truth, truth, CERIA, 1e-4, 2 * seed + i + 1)),
        { kind: 'moved', travel: [0, 0.1] },
        { refineWavelength: true },
      ),
    );
    const pulls = fits.map(
      ({ wavelength, wavelengthUncertainty }) => (wavelength - WAVELENGTH) / wavelengthUncertainty,
    );
    const rms = Math.sqrt(pulls.reduce((sum, pull) => sum + pull * pull, 0) / pulls.length);
    // Of 60 pulls the rms scatters by 1/√120 = 9 %: three times that.
    expect(rms).toBeGreaterThan(0.73);
    expect(rms).toBeLessThan(1.27);
    const far = fits.map(({ images }) => {
      const { geometry, uncertainties } = images[1]!;
      return (geometry.rot1 - truths[1]!.rot1) / uncertainties.rot1;
    });
    const farRms = Math.sqrt(far.reduce((sum, pull) => sum + pull * pull, 0) / far.length);
    expect(farRms).toBeGreaterThan(0.73);
    expect(farRms).toBeLessThan(1.27);
  });

  it('reaches the minimum that scipy finds for a moved detector', () => {
    const { positions, parameters, errors, meanSquare } = movedReference;
    const images = imagesOf(movedReference, (travel) => ({
      ...at(0.2 + travel, 0, 0.49e-10),
      poni1: 0.09,
      poni2: 0.07,
    }));
    const fit = refineTogether(images, { kind: 'moved', travel: positions }, { refineWavelength: true });
    expect(fit.meanSquare).toBeLessThanOrEqual(meanSquare * (1 + 1e-9));
    // A numerical Jacobian stops at 1e-4 of a standard deviation; a thousandth leaves room for that.
    const names = ['dist', 'poni1', 'poni2', 'rot1', 'rot2', 'wavelength', 'path1', 'path2'];
    for (const [j, name] of names.entries()) {
      const scale = name === 'wavelength' ? 1e-10 : 1;
      const { value } = fit.parameters.find((one) => one.name === name)!;
      expect(Math.abs(value / scale - parameters[j]!) / errors[j]!, name).toBeLessThan(1e-3);
    }
  });

  it('reaches the minimum that scipy finds for a rotated detector', () => {
    const { positions, parameters, errors, meanSquare } = rotatedReference;
    // Alone, each image knows its rotation to a degree or so.
    const images = imagesOf(rotatedReference, (angle) => ({
      ...{ dist: 0.205, poni1: 0.09, poni2: 0.07, rot1: 0.03, rot2: 0, rot3: 0, wavelength: 0.49e-10 },
      ...startRotation(angle),
    }));
    const fit = refineTogether(
      images,
      { kind: 'rotated', angles: positions },
      { refineWavelength: true, fixed: ['axisInclination'] },
    );
    expect(fit.meanSquare).toBeLessThanOrEqual(meanSquare * (1 + 1e-9));
    const names = ['dist', 'poni1', 'poni2', 'rot1', 'rot2', 'wavelength', 'scale', 'axisAzimuth'];
    for (const [j, name] of names.entries()) {
      const scale = name === 'wavelength' ? 1e-10 : 1;
      const { value } = fit.parameters.find((one) => one.name === name)!;
      expect(Math.abs(value / scale - parameters[j]!) / errors[j]!, name).toBeLessThan(1e-3);
    }
  });

  it('gives the turned images the azimuths of the arm, roll included', () => {
    const fit = refineTogether(
      imagesOf(rotatedReference, (angle) => ({
        ...{ dist: 0.2, poni1: 0.09, poni2: 0.07, rot1: 0.02, rot2: 0, rot3: 0, wavelength: 0.5e-10 },
        ...startRotation(angle),
      })),
      { kind: 'rotated', angles: rotatedReference.positions },
      { fixed: ['axisInclination'] },
    );
    const value = (name: string): number => fit.parameters.find((one) => one.name === name)!.value;
    const azimuth = value('axisAzimuth');
    const axis = [Math.cos(azimuth), Math.sin(azimuth), 0];
    for (const [i, { geometry }] of fit.images.entries()) {
      // The turn from the first image (reading 0) leaves the axis where it is and has the angle of the reading.
      const [m, first] = [rotationMatrix(geometry), rotationMatrix(fit.images[0]!.geometry)];
      const turn = (row: number, column: number): number =>
        m[3 * row]! * first[3 * column]! +
        m[3 * row + 1]! * first[3 * column + 1]! +
        m[3 * row + 2]! * first[3 * column + 2]!;
      for (let row = 0; row < 3; row++)
        expect(turn(row, 0) * axis[0]! + turn(row, 1) * axis[1]! + turn(row, 2) * axis[2]!).toBeCloseTo(axis[row]!, 12);
      expect((turn(0, 0) + turn(1, 1) + turn(2, 2) - 1) / 2).toBeCloseTo(
        Math.cos(value('scale') * rotatedReference.positions[i]!),
        12,
      );
    }
  });

  it('drops points on a wrong ring and says in which image', () => {
    const images = [0.2, 0.3].map((k, i) => imageOf(at(k), at(k), CERIA, 2e-5, i + 1));
    images[1]!.points.rings[4] = 2;
    const fit = refineTogether(images, { kind: 'moved', travel: [0, 0.1] }, { softScale: 1e-4, rejectBeyond: 8 });
    expect(fit.images.map(({ rejected }) => [...rejected.keys()].filter((i) => rejected[i] === 1))).toEqual([[], [4]]);
    // Without that point the fit is as good as the noise.
    expect(fit.images[1]!.rms).toBeLessThan(3e-5);
  });

  it('refines images of different calibrants', () => {
    const [near, far] = [at(0.2), at(3)];
    const images = [imageOf(near, at(0.201, 0, 0.995e-10), CERIA), imageOf(far, at(3.01, 0, 0.995e-10), BEHENATE)];
    // The wide rings of the near image fix the wavelength, which then fixes the far distance.
    const fit = refineTogether(images, { kind: 'own' }, { refineWavelength: true });
    expect(fit.wavelength * 1e10).toBeCloseTo(1, 7);
    expect(beamFrameOf(fit.images[1]!.geometry).k).toBeCloseTo(3, 6);
  });

  it('refuses what cannot be refined together', () => {
    const image = imageOf(at(0.2), at(0.2), CERIA);
    expect(() => refineTogether([image, { ...image, pixel1: 1e-4 }], { kind: 'moved', travel: [0, 1] })).toThrow(
      'pixels of different size',
    );
    expect(() => refineTogether([image], { kind: 'moved', travel: [0, 1] })).toThrow('2 positions for 1 images');
    expect(() => refineTogether([], { kind: 'own' })).toThrow('no image');
    const two = { rows: Float64Array.of(1, 2), columns: Float64Array.of(1, 2), rings: Int32Array.of(0, 0) };
    expect(() => refineTogether([{ ...image, points: two }], { kind: 'own' })).toThrow(
      '2 points in 1 images cannot fix 5 parameters',
    );
  });
});

/** The arm of the reference turns about an axis across the detector: readings change rot1 or rot2, here by its sign. */
function startRotation(angle: number): { rot1: number; rot2: number } {
  return { rot1: 0.02, rot2: -angle };
}
