import { describe, expect, it } from 'vitest';
import { scatteringAt } from '../../src-shared/geometry/scattering-at.ts';
import { layMask, rasterizeMask, type LaidMask, type MaskMemory } from '../../src-shared/mask/rasterize-mask.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { Shape } from '../../src-shared/model/detector-image.ts';
import type { Calibration, MaskLayer, MaskRegion } from '../../src-shared/model/schema-types.generated.ts';

const SHAPE: Shape = [40, 50];
const PIXELS = 2000;
const calibration: Calibration = {
  geometry: { dist: 0.05, poni1: 0.0018, poni2: 0.0027, rot1: 0.02, rot2: -0.01, rot3: 0.1, wavelength: 1e-10 },
  detector: { name: 'Detector', pixel1: 1e-4, pixel2: 1e-4, orientation: 3 },
};
let lastId = 0;
const layer = (region: MaskRegion, patch: Partial<MaskLayer> = {}): MaskLayer => ({
  id: ++lastId,
  name: region.kind,
  enabled: true,
  action: 'add',
  region,
  ...patch,
});
const count = (mask: Uint8Array): number => mask.reduce((total, value) => total + value, 0);
const ramp = { shape: SHAPE, samples: Float32Array.from({ length: PIXELS }, (_, p) => p) };
const rows = (first: number, last: number): MaskRegion => ({ kind: 'rectangle', x1: 0, y1: first, x2: 50, y2: last });

describe('rasterizeMask', () => {
  it('lets layers act from the first to the last', () => {
    const layers = [layer(rows(0, 20)), layer(rows(10, 15), { action: 'subtract' }), layer(rows(12, 13))];
    expect(count(rasterizeMask(layers, SHAPE))).toBe(50 * (20 - 5 + 1));
    expect(count(rasterizeMask([layers[2]!, layers[0]!, layers[1]!], SHAPE))).toBe(50 * 15);
  });

  it('leaves out layers that are off', () => {
    expect(count(rasterizeMask([layer(rows(0, 20), { enabled: false })], SHAPE))).toBe(0);
  });

  it('inverts, grows and shrinks what is masked so far', () => {
    expect(count(rasterizeMask([layer(rows(0, 4)), layer({ kind: 'invert' })], SHAPE))).toBe(50 * 36);
    expect(count(rasterizeMask([layer(rows(10, 14)), layer({ kind: 'grow', radius: 2 })], SHAPE))).toBe(50 * 8);
    expect(count(rasterizeMask([layer(rows(10, 14)), layer({ kind: 'shrink', radius: 1 })], SHAPE))).toBe(50 * 2);
  });

  it('masks values strictly below and above, and both ends of what lies between', () => {
    const of = (region: MaskRegion): number => count(rasterizeMask([layer(region)], SHAPE, { image: ramp }));
    expect(of({ kind: 'threshold', mode: 'below', low: 100 })).toBe(100);
    expect(of({ kind: 'threshold', mode: 'above', high: 1990 })).toBe(9);
    expect(of({ kind: 'threshold', mode: 'between', low: 100, high: 200 })).toBe(101);
    expect(of({ kind: 'threshold', mode: 'outside', low: 100, high: 1990 })).toBe(109);
  });

  it('masks what is not finite', () => {
    const samples = Float32Array.from(ramp.samples);
    samples.set([Number.NaN, Infinity, -Infinity], 7);
    const mask = rasterizeMask([layer({ kind: 'nonFinite' })], SHAPE, { image: { shape: SHAPE, samples } });
    expect([...mask.subarray(6, 11)]).toEqual([0, 1, 1, 1, 0]);
    expect(count(mask)).toBe(3);
  });

  it('masks ranges of q and azimuth where the geometry of single points puts them', () => {
    const at = (p: number) => scatteringAt(calibration, SHAPE, (p % 50) + 0.5, Math.floor(p / 50) + 0.5);
    const radial = rasterizeMask([layer({ kind: 'radialRange', unit: 'q_A^-1', low: 0.2, high: 0.35 })], SHAPE, {
      calibration,
    });
    const azimuth = rasterizeMask([layer({ kind: 'azimuthRange', startDeg: 150, endDeg: -120 })], SHAPE, {
      calibration,
    });
    for (let p = 0; p < PIXELS; p++) {
      const { q, azimuth: angle } = at(p);
      const degrees = (angle * 180) / Math.PI;
      expect(radial[p]).toBe(q! >= 2 && q! <= 3.5 ? 1 : 0);
      expect(azimuth[p]).toBe(degrees >= 150 || degrees <= -120 ? 1 : 0);
    }
    expect(count(radial)).toBeGreaterThan(100);
    expect(count(azimuth)).toBeGreaterThan(100);
  });

  it('turns a file of the keep convention round', () => {
    const file = { shape: SHAPE, mask: Uint8Array.from({ length: PIXELS }, (_, p) => (p < 300 ? 1 : 0)) };
    const of = (keep: boolean): number =>
      count(rasterizeMask([layer({ kind: 'file', ref: 'a:/m.npy', keep })], SHAPE, { maskFile: () => file }));
    expect([of(false), of(true)]).toEqual([300, 1700]);
  });

  it('says what a layer lacks, or tells and goes on', () => {
    const layers = [layer({ kind: 'gaps' }), layer(rows(0, 1))];
    expect(() => rasterizeMask(layers, SHAPE)).toThrow('The layer "gaps" needs a calibration');
    const told: string[] = [];
    expect(count(rasterizeMask(layers, SHAPE, {}, ({ name }, error) => told.push(`${name} ${error.code}`)))).toBe(50);
    expect(told).toEqual(['gaps calibration']);
    const other = { shape: [4, 5] as const, mask: new Uint8Array(20) };
    expect(() =>
      rasterizeMask([layer({ kind: 'file', ref: 'a:/m', keep: false })], SHAPE, { maskFile: () => other }),
    ).toThrow('4 × 5 pixels and the image 40 × 50');
  });

  it('masks the gaps of the detector', () => {
    const detector = { ...calibration.detector, name: 'Pilatus100k' };
    const whole: Shape = [195, 487];
    expect(count(rasterizeMask([layer({ kind: 'gaps' })], whole, { calibration: { ...calibration, detector } }))).toBe(
      0,
    );
    const large: Shape = [1043, 981];
    const pilatus = { ...calibration, detector: { ...detector, name: 'Pilatus1M', pixel1: 172e-6, pixel2: 172e-6 } };
    // 4 gaps of 17 rows, and 7 columns of the other rows.
    expect(count(rasterizeMask([layer({ kind: 'gaps' })], large, { calibration: pilatus }))).toBe(
      4 * 17 * 981 + 7 * (1043 - 68),
    );
  });

  it('gives the same from memory, and asks it only for layers that nothing under them changed', () => {
    const kept = new Map<string, LaidMask>();
    const asked: string[] = [];
    const keyOf = (layers: readonly MaskLayer[]): string =>
      JSON.stringify(layers.map(({ id, region }) => [id, region]));
    const remembered: MaskMemory = {
      find(layers) {
        const known = kept.get(keyOf(layers));
        if (known) asked.push(layers.at(-1)!.region.kind);
        return known;
      },
      keep: (layers, laid) => void kept.set(keyOf(layers), laid),
    };
    const below = [layer(rows(5, 9)), layer({ kind: 'grow', radius: 3 })];
    const first = rasterizeMask([...below, layer(rows(0, 1))], SHAPE, { remembered });
    const second = rasterizeMask([...below, layer(rows(0, 2))], SHAPE, { remembered });
    expect(asked).toEqual(['grow']);
    expect(count(second) - count(first)).toBe(50);
    expect(rasterizeMask(below, SHAPE, { remembered })).toEqual(rasterizeMask(below, SHAPE));
    // The counts of the layers come from memory with the pixels.
    expect(layMask(below, SHAPE, { remembered }).totals).toEqual(layMask(below, SHAPE).totals);
  });

  it('counts the masked pixels after each layer that acts', () => {
    const off = { ...layer(rows(0, 30)), enabled: false };
    const layers = [layer(rows(0, 2)), off, layer(rows(1, 4)), layer({ kind: 'invert' })];
    const { totals } = layMask(layers, SHAPE);
    const all = SHAPE[0] * SHAPE[1];
    expect(totals).toEqual([2 * SHAPE[1], 4 * SHAPE[1], all - 4 * SHAPE[1]]);
  });

  it('says how far it is from layer to layer, and stops when told to', () => {
    const samples = Int32Array.from({ length: SHAPE[0] * SHAPE[1] }, (_, p) => p % 7);
    const image = { samples, shape: SHAPE };
    const layers = [layer(rows(0, 2)), layer({ kind: 'hotPixels', threshold: 8, size: 5 })];
    const fractions: number[] = [];
    layMask(layers, SHAPE, { image, onProgress: (fraction) => void fractions.push(fraction) });
    expect(fractions[0]).toBe(0.5); // of two layers the first tells nothing
    expect(fractions.length).toBeGreaterThan(1);
    expect([...fractions].sort((a, b) => a - b)).toEqual(fractions);
    const stop = (): void => {
      throw new AppError('cancelled', 'Cancelled.');
    };
    expect(() => layMask(layers, SHAPE, { image, onProgress: stop }, () => undefined)).toThrow('Cancelled.');
  });
});
