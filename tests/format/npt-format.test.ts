import { describe, expect, it } from 'vitest';
import { formatNpt, parseNpt } from '../../src-shared/format/npt-format.ts';

const points = { rows: [10.5, 20.25, 700.125, 3], columns: [100.5, 90, 80.75, 4], rings: [0, 0, 3, 0] };
const calibrant = { dSpacings: [3.1244, 2.7058, 1.9133, 1.6317], wavelength: 4.066e-11 };

// Written by pyFAI 0.21.3 (ControlPoints.save) for two points of ring 1 and one of ring 0, spacings shortened.
const PYFAI = `# set of control point used by pyFAI to calibrate the geometry of a scattering experiment
#angles are in radians, wavelength in meter and positions in pixels
calibrant: CeO2 Calibrant with 198 reflections at wavelength 4.066e-11
wavelength: 4.066e-11
dspacing:3.1244181616103077 2.7058255

New group of points: 0
2theta: 0.15040674843706277
ring: 1
point: x=329.02611354894947 y=515.4767286689888
point: x=332.007140387831 y=495.7982192880808

New group of points: 1
2theta: 0.13022823499492206
ring: 0
point: x=0.0 y=1.0`;

describe('formatNpt', () => {
  it('counts from the middle of the first pixel, x before y, groups by ring', () => {
    const lines = formatNpt(points, calibrant).split('\n');
    expect(lines).toContain('point: x=100 y=10');
    expect(lines).toContain('point: x=80.25 y=699.625');
    expect(lines.filter((line) => line.startsWith('New group'))).toHaveLength(3);
    expect(lines.filter((line) => line.startsWith('ring:'))).toEqual(['ring: 0', 'ring: 3', 'ring: 0']);
    expect(lines).toContain('wavelength: 4.066e-11');
    expect(lines).toContain('dspacing: 3.1244 2.7058 1.9133 1.6317');
  });

  it('states 2θ of the ring: 2 asin(λ/2d)', () => {
    const angle = /2theta: (\S+)/.exec(formatNpt(points, calibrant))?.[1];
    expect(Number(angle)).toBeCloseTo(2 * Math.asin(0.4066 / (2 * 3.1244)), 14);
  });

  it('names a calibrant where pyFAI looks for it: first and last word', () => {
    expect(formatNpt(points, { ...calibrant, name: 'CeO2' })).toMatch(/^calibrant: CeO2 .* 4\.066e-11$/m);
    expect(formatNpt(points, calibrant)).not.toContain('calibrant:');
  });

  it('is read back as it was, to the last digit', () => {
    const odd = { rows: [1 / 3 + 7, 1e-3], columns: [Math.PI, 2047.9999999], rings: [12, 2] };
    const back = parseNpt('a.npt', formatNpt(odd, calibrant));
    // Half a pixel less and half a pixel more round at the sixteenth digit.
    expect(back.points.rows).toEqual(odd.rows.map((value) => expect.closeTo(value, 12)));
    expect(back.points.columns).toEqual(odd.columns.map((value) => expect.closeTo(value, 12)));
    expect([back.points.rings, back.groups, back.wavelength]).toEqual([odd.rings, [0, 1], 4.066e-11]);
  });
});

describe('parseNpt', () => {
  it('reads what pyFAI writes', () => {
    const { points: found, groups, calibrant: name, wavelength, withoutRing } = parseNpt('p.npt', PYFAI);
    expect(found.rows).toEqual([515.9767286689888, 496.2982192880808, 1.5]);
    expect(found.columns).toEqual([329.52611354894947, 332.507140387831, 0.5]);
    expect([found.rings, groups, name, wavelength]).toEqual([[1, 1, 0], [0, 2], 'CeO2', 4.066e-11]);
    expect(withoutRing.rows).toEqual([]);
  });

  it('keeps apart the points that have no ring', () => {
    const text = 'New group of points: 0\nring: None\npoint: x=1 y=2\nNew group: 1\nring: 4\npoint: x=3 y=4\n';
    const found = parseNpt('p.npt', text);
    expect(found.withoutRing).toEqual({ rows: [2.5], columns: [1.5] });
    expect(found.points).toEqual({ rows: [4.5], columns: [3.5], rings: [4] });
    expect(found.groups).toEqual([0]);
  });

  it.each([
    ['', 'has no control point'],
    ['\u0000\u0001 nothing', 'has no control point'],
    ['ring: 0\npoint: x=1', 'Line 2 of p.npt is "point: x=1"'],
    ['ring: 0\npoint: x=one y=2', '"point: x=… y=…" was expected'],
    ['ring: -1\npoint: x=1 y=2', 'a ring number from 0 was expected'],
    ['ring: 1.5\npoint: x=1 y=2', 'a ring number from 0 was expected'],
  ])('refuses %j in one sentence', (text, sentence) => {
    expect(() => parseNpt('p.npt', text)).toThrow(sentence);
  });

  it('does not take more points than an image can need', () => {
    const text = `ring: 0\n${'point: x=1 y=2\n'.repeat(200_001)}`;
    expect(() => parseNpt('p.npt', text)).toThrow('more than 200000 points');
  });
});
