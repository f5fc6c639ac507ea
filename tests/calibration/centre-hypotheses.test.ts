import { describe, expect, it } from 'vitest';
import { centresFromDistances, centresFromNormals } from '../../src-shared/calibration/centre-hypotheses.ts';
import { apart, ringPointCloud, SIZE } from './ring-point-cloud.ts';

const square = (c1: number, c2: number) => ({ k: 900, c1, c2, s1: 0, s2: 0 });

describe('centresFromNormals', () => {
  it.each([
    [410.3, 377.8],
    [-300, 420],
    [390, 1100],
  ])('finds where circles about %f, %f are centred, to a tenth of a pixel', (c1, c2) => {
    const [best] = centresFromNormals(ringPointCloud(square(c1, c2), { strays: 300 }), SIZE, SIZE);
    // Normals are exact; strays pull by less than this.
    expect(apart(best!, { c1, c2 })).toBeLessThan(0.1);
  });

  it('does not care for the sign of normals', () => {
    const points = ringPointCloud(square(410, 377));
    const turned = { n1: points.normals.n1.map((n) => -n), n2: points.normals.n2.map((n) => -n) };
    const [a] = centresFromNormals(points, SIZE, SIZE);
    const [b] = centresFromNormals({ ...points, normals: turned }, SIZE, SIZE);
    // The vote goes to other cells along the line, the least squares are the same.
    expect(apart(a!, b!)).toBeLessThan(1e-3);
  });

  it('exchanges the axes of the centre with those of the points', () => {
    const { ys, xs, normals } = ringPointCloud(square(200, 600));
    const [best] = centresFromNormals({ ys: xs, xs: ys, normals: { n1: normals.n2, n2: normals.n1 } }, SIZE, SIZE);
    expect(apart(best!, { c1: 600, c2: 200 })).toBeLessThan(0.1);
  });

  it('is not led astray when normals are mirrored: then they do not meet there', () => {
    const points = ringPointCloud(square(200, 600));
    const mirrored = { n1: points.normals.n1.map((n) => -n), n2: points.normals.n2 };
    const [best] = centresFromNormals({ ...points, normals: mirrored }, SIZE, SIZE);
    expect(apart(best!, { c1: 200, c2: 600 })).toBeGreaterThan(20);
  });

  it('has nothing to say of spots and of few points', () => {
    expect(centresFromNormals({ ...ringPointCloud(square(1, 1)), normals: null }, SIZE, SIZE)).toEqual([]);
    expect(centresFromNormals(ringPointCloud(square(1, 1), { count: 19 }), SIZE, SIZE)).toEqual([]);
  });
});

describe('centresFromDistances', () => {
  it.each([
    [410.3, 377.8],
    [-250, 420],
    [390, 1100],
  ])('finds the surroundings of the centre %f, %f of spots', (c1, c2) => {
    const found = centresFromDistances({ ...ringPointCloud(square(c1, c2)), normals: null }, SIZE, SIZE);
    // Grids of 28 px near and 56 px far away: half a diagonal, and as much again along the line of sight.
    const limit = c2 > SIZE ? 80 : 40;
    expect(Math.min(...found.map((centre) => apart(centre, { c1, c2 })))).toBeLessThan(limit);
  });

  it('gives six at most', () => {
    expect(centresFromDistances(ringPointCloud(square(400, 400), { strays: 4000 }), SIZE, SIZE)).toHaveLength(6);
  });
});
