import { beforeAll, describe, expect, it } from 'vitest';
import { newSaxsdogCalibration } from '../../src-shared/format/saxsdog-calibration-file.ts';
import type { Samples } from '../../src-shared/model/detector-image.ts';
import type { SaxsdogCalibration } from '../../src-shared/model/schema-types.generated.ts';
import { buildLabelPlan } from '../../src-shared/saxsdog/build-label-plan.ts';
import { deviationOf, integrateLabels } from '../../src-shared/saxsdog/integrate-labels.ts';
import type { LabelPlan } from '../../src-shared/saxsdog/label-plan.ts';
import { loadKernel } from '../../src-main/kernel/kernel.ts';
import { createLabelKernel } from '../../src-main/kernel/label-kernel.ts';
import { compileKernelIfStale } from './fresh-kernel.ts';

// More than two tiles of the kernel, so that runs of pixels cross their edges.
const [ROWS, COLUMNS] = [211, 397] as const;
const PIXELS = ROWS * COLUMNS;

function calibrationOf(change: (calibration: SaxsdogCalibration) => void = () => undefined): SaxsdogCalibration {
  const calibration = newSaxsdogCalibration();
  Object.assign(calibration.Geometry, { BeamCenter: [90.3, 150.7], Imagesize: [ROWS, COLUMNS] });
  calibration.Geometry.Tilt = { TiltRotDeg: 30, TiltAngleDeg: 4 };
  change(calibration);
  return calibration;
}

/** Gaps of modules, single pixels, and a masked end. */
const mask = Uint8Array.from({ length: PIXELS }, (_, p) =>
  p % COLUMNS > 190 && p % COLUMNS < 200 ? 1 : p % 977 === 0 || p > PIXELS - 500 ? 1 : 0,
);
const plain = buildLabelPlan(calibrationOf(), calibrationOf().Masks[0], mask, { compatible: false });
const corrected = buildLabelPlan(
  calibrationOf((calibration) => (calibration.PolarizationCorrection = { Fraction: 0.9, Angle: 20 })),
  calibrationOf().Masks[0],
  mask,
  { compatible: false },
);
/** As of a plan with more patterns than 16 bits can number. */
const wide: LabelPlan = { ...corrected, pattern: Uint32Array.from(corrected.pattern) };

function frame<T extends Samples>(array: T, scale = 1): T {
  for (let p = 0; p < array.length; p++) array[p] = Math.floor((p * 7919) % 113) * scale;
  return array;
}
const frames: [string, Samples][] = [
  ['8 bits', frame(new Uint8Array(PIXELS))],
  ['8 bits, signed', frame(new Int8Array(PIXELS), -1)],
  ['16 bits', frame(new Uint16Array(PIXELS), 500)],
  ['16 bits, signed', frame(new Int16Array(PIXELS), -200)],
  ['32 bits, signed', frame(new Int32Array(PIXELS), -3)],
  ['32 bits', frame(new Uint32Array(PIXELS), 4e7)], // above 2³¹, where a signed number would be negative
  ['single precision', frame(new Float32Array(PIXELS), 0.37)],
  ['double precision', frame(new Float64Array(PIXELS), 0.37)],
];

let module: WebAssembly.Module;
beforeAll(async () => {
  compileKernelIfStale();
  module = await loadKernel();
});

describe('the kernel of label integration', () => {
  it.each(frames)('gives the bytes of the plain loops, %s', (_name, samples) => {
    const plans = [plain, corrected, wide];
    const { sums } = createLabelKernel(module, plans, 0);
    for (const [index, plan] of plans.entries()) {
      const curve = integrateLabels(plan, samples, sums[index]);
      expect(curve).toEqual(integrateLabels(plan, samples));
      expect(deviationOf(plan, samples, curve, sums[index])).toEqual(deviationOf(plan, samples, curve));
    }
  });

  it('takes nothing from masked pixels, not even NaN', () => {
    const samples = Float32Array.from(mask, (masked) => (masked === 0 ? 5 : NaN));
    const { sums } = createLabelKernel(module, [plain], 0);
    const { intensity } = integrateLabels(plain, samples, sums[0]);
    for (const [k, value] of intensity.entries()) if (plain.area[k]! > 0) expect(value).toBeCloseTo(5, 12);
  });

  it('finds a frame that lies in its memory, and lends each place once at a time', () => {
    const { sums, openRoom } = createLabelKernel(module, [plain], 1);
    const [room, other] = [openRoom(), openRoom()];
    expect(other.take(64)).toBeUndefined(); // there is one place only
    expect(room.take(8 * PIXELS)).toBeUndefined();
    const bytes = room.take(4 * PIXELS)!;
    expect(room.take(4 * PIXELS)).toBeUndefined();
    const samples = frame(new Int32Array(bytes.buffer, bytes.byteOffset, PIXELS), -3);
    expect(integrateLabels(plain, samples, sums[0])).toEqual(integrateLabels(plain, samples));
    room.release();
    room.release(); // a second time it gives nothing back
    expect([openRoom(), openRoom()].map((again) => again.take(64)?.byteOffset)).toEqual([bytes.byteOffset, undefined]);
  });
});
