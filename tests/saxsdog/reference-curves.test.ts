import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseSaxsdogDocument } from '../../src-shared/format/saxsdog-calibration-file.ts';
import { formatSaxsdogChi } from '../../src-shared/format/saxsdog-chi.ts';
import { parseJsonText } from '../../src-shared/json/json-text.ts';
import type { Samples } from '../../src-shared/model/detector-image.ts';
import type { SaxsdogCalibration } from '../../src-shared/model/schema-types.generated.ts';
import { buildLabelPlan } from '../../src-shared/saxsdog/build-label-plan.ts';
import { integralParameters, type IntegralParameters } from '../../src-shared/saxsdog/integral-parameters.ts';
import { deviationOf, integrateLabels, type SaxsdogCurve } from '../../src-shared/saxsdog/integrate-labels.ts';
import { buildSlicePlan, integrateSlice } from '../../src-shared/saxsdog/slice-plan.ts';
import { readImage } from '../../src-main/file/open-image.ts';
import { loadWriteRows } from '../../src-main/text/number-text.ts';
import { sharedFolder } from '../shared-folder.ts';

// Curves of SAXSdog itself, made from the images and calibrations named in their own files. The sums run in another
// order here: 1e-9 is the limit set for them, what is left is rounding (about 1e-14).
const RELATIVE = 1e-9;
const REFERENCES = `${sharedFolder}/reference-systems`;
const MATERIAL = `${sharedFolder}/data/saxsdog`;
const compatible = { compatible: true };

async function maskOf(path: string): Promise<Uint8Array> {
  const { samples } = await readImage(path.replace('$SAXS', MATERIAL));
  return Uint8Array.from(samples, (value) => (value === 0 ? 0 : 1));
}

function calibrationOf(name: string): SaxsdogCalibration {
  return parseSaxsdogDocument(readFileSync(`${REFERENCES}/saxs_${name}.cal.json`, 'utf8')).value as SaxsdogCalibration;
}

/** Rows of a reference array: axis, intensity, error, deviation, … */
async function rowsOf(name: string): Promise<Float64Array[]> {
  const { samples, shape } = await readImage(`${REFERENCES}/saxs_${name}.npy`);
  return Array.from({ length: shape[0] }, (_, row) =>
    Float64Array.from(samples.subarray(row * shape[1], (row + 1) * shape[1])),
  );
}

/** Largest relative difference where both are numbers; fails where only one of them is. */
function worst(own: Float64Array, reference: Float64Array, floor = 0): number {
  expect(own.length).toBe(reference.length);
  let largest = 0;
  for (let k = 0; k < own.length; k++) {
    if (Number.isNaN(own[k]) && Number.isNaN(reference[k])) continue;
    const difference = Math.abs(own[k]! - reference[k]!);
    if (difference > floor || Number.isNaN(difference))
      largest = Math.max(largest, difference / Math.abs(reference[k]!));
  }
  return largest;
}

interface Run {
  readonly calibration: SaxsdogCalibration;
  readonly curve: SaxsdogCurve;
  readonly deviation: Float64Array;
  readonly parameters: IntegralParameters;
}

async function run(name: string, image: string | ((calibration: SaxsdogCalibration) => Samples)): Promise<Run> {
  const calibration = calibrationOf(name);
  const [recipe] = calibration.Masks;
  const plan = buildLabelPlan(calibration, recipe, await maskOf(recipe.MaskFile), compatible);
  const samples = typeof image === 'string' ? (await readImage(`${MATERIAL}/${image}`)).samples : image(calibration);
  const curve = integrateLabels(plan, samples);
  return {
    calibration,
    curve,
    deviation: deviationOf(plan, samples, curve),
    parameters: integralParameters(plan, curve, recipe, compatible),
  };
}

const ones = ({ Geometry: { Imagesize: [rows, columns] } }: SaxsdogCalibration): Samples => new Float64Array(rows * columns).fill(1); // prettier-ignore
/** The factor of every pixel by the calibration itself. */
function polarizationFactors(calibration: SaxsdogCalibration): Float64Array {
  const [recipe] = calibration.Masks;
  const { correction } = buildLabelPlan(calibration, recipe, new Uint8Array(ones(calibration).length), compatible);
  return correction!.map((value) => 1 / value);
}
const SILVER_BEHENATE = 'doc/data/agbeh2_1M.tif';

describe.skipIf(!sharedFolder)('SAXSdog’s own curves', () => {
  it.each<[string, string, string | ((calibration: SaxsdogCalibration) => Samples)]>([
    ['F071, F075: oversampling 3, error and deviation', 'agbeh', SILVER_BEHENATE],
    ['F071: no oversampling', 'agbeh_ov1', SILVER_BEHENATE],
    ['F071, F076: bins of two pixels, moments over a part of the curve', 'agbeh_ppr2', SILVER_BEHENATE],
    ['F072: a detector tilted by 10°', 'tilt10_powder', 'doc/powder.tif'],
    ['F073: polarization along the horizontal', 'agbeh_pol', SILVER_BEHENATE],
    ['F073: polarization at 30°', 'agbeh_pol30', SILVER_BEHENATE],
    ['F073: the correction alone', 'pol_ones', ones],
    ['F074: a constant image under a mask', 'mask_const', ones],
    ['F077: along a ring', 'agbeh_phi', SILVER_BEHENATE],
    ['F080: the mask beside four slices', 'slices', SILVER_BEHENATE],
    ['F073: an image of polarization factors', 'pol_selftest', polarizationFactors],
  ])('%s', async (_title, name, image) => {
    const { curve, deviation, parameters } = await run(name, image);
    const [axis, intensity, error, spread] = (await rowsOf(`${name}_m0`)) as [Float64Array, Float64Array, Float64Array, Float64Array]; // prettier-ignore
    expect(worst(curve.axis, axis)).toBeLessThan(RELATIVE);
    expect(worst(curve.intensity, intensity)).toBeLessThan(RELATIVE);
    expect(worst(curve.error, error)).toBeLessThan(RELATIVE);
    // F075: the original's deviation has stray NaN beside empty bins, and rounding where all pixels are equal
    const finite = spread.map((value, k) => (Number.isNaN(value) ? deviation[k]! : value));
    expect(worst(deviation, finite, 1e-7)).toBeLessThan(RELATIVE);
    const { I0I1I2 } = JSON.parse(readFileSync(`${REFERENCES}/saxs_${name}_m0.json`, 'utf8')) as {
      I0I1I2: IntegralParameters;
    };
    for (const key of ['I0', 'I1', 'I2'] as const)
      expect(Math.abs(parameters[key] - I0I1I2[key])).toBeLessThanOrEqual(RELATIVE * Math.abs(I0I1I2[key]));
  });

  it('F072: the rings of the tilt test lie where they were drawn, 150 bins apart, and only with its own tilt', async () => {
    const calibration = calibrationOf('tilt10_powder');
    const [recipe] = calibration.Masks;
    const mask = await maskOf(recipe.MaskFile);
    const { samples } = await readImage(`${MATERIAL}/doc/powder.tif`);
    const heightsWith = (tilt: number, rotation: number): number[] => {
      calibration.Geometry.Tilt = { TiltAngleDeg: tilt, TiltRotDeg: rotation };
      const { axis, intensity } = integrateLabels(buildLabelPlan(calibration, recipe, mask, compatible), samples);
      const peaks: number[] = [];
      for (let k = 40; k < axis.length - 40; k++)
        if (intensity[k]! > 60 && intensity[k] === Math.max(...intensity.subarray(k - 40, k + 41))) peaks.push(k);
      if (tilt === -10 && rotation === 73.569) expect(peaks).toEqual([150, 300, 450, 600, 750]);
      return peaks.map((k) => intensity[k]!);
    };
    const heights = heightsWith(-10, 73.569);
    // As high as the original's: 82.66 to 82.78, all the same, since no ring is smeared.
    for (const height of heights) expect(Math.abs(height - 82.72)).toBeLessThan(0.07);
    for (const [tilt, rotation] of [
      [10, 73.569],
      [0, 73.569],
      [-10, -73.569],
    ] as const)
      // prettier-ignore
      expect(heightsWith(tilt, rotation).filter((height) => height > 82)).toHaveLength(0);
  });

  it('F075: the deviation shows that the example’s beam centre is not that of this image', async () => {
    const calibration = calibrationOf('agbeh_ov1');
    const [recipe] = calibration.Masks;
    const mask = await maskOf(recipe.MaskFile);
    const { samples } = await readImage(`${MATERIAL}/${SILVER_BEHENATE}`);
    const scatterAt = (centre: [number, number]): number => {
      calibration.Geometry.BeamCenter = centre;
      const plan = buildLabelPlan(calibration, recipe, mask, compatible);
      const deviation = deviationOf(plan, samples, integrateLabels(plan, samples));
      return deviation.reduce((sum, value, k) => sum + (value >= 0 ? value * plan.area[k]! : 0), 0);
    };
    // Where the scatter is least, as found by going downhill from the example's centre: 35 px away a fifth of it, and 10 px make a quarter.
    const right = scatterAt([805.2, 422.8]);
    expect(scatterAt([808.37, 387.772])).toBeGreaterThan(4 * right);
    expect(scatterAt([815.2, 422.8])).toBeGreaterThan(1.2 * right);
  });

  it('F074: a constant image under the sample mask is 1 in every bin', async () => {
    const { curve } = await run('mask_const', ones);
    const measured = curve.intensity.filter((value) => !Number.isNaN(value));
    expect(measured.length).toBeGreaterThan(900);
    for (const value of measured) expect(Math.abs(value - 1)).toBeLessThan(1e-12);
  });

  it('F073: an image of polarization factors, corrected, is 1 in every bin', async () => {
    const corrected = await run('pol_selftest', polarizationFactors);
    // 1 + 5e-14 is what the original reaches; an even sum of a thousand products.
    for (const value of corrected.curve.intensity) expect(Math.abs(value - 1)).toBeLessThan(1e-12);
    // P itself, at pixels whose values the original gave
    const { polcorr_samples: samples } = JSON.parse(
      readFileSync(`${REFERENCES}/saxs_pol_selftest_m0.json`, 'utf8'),
    ) as { polcorr_samples: Record<string, number> };
    const factors = polarizationFactors(corrected.calibration);
    for (const [place, factor] of Object.entries(samples)) {
      const [row, column] = place.split(',').map(Number) as [number, number];
      expect(Math.abs(factors[row * 981 + column]! / factor - 1)).toBeLessThan(1e-12); // a dozen roundings
    }
  });

  it('F078: slices in both directions and planes', async () => {
    const calibration = calibrationOf('slices');
    const mask = await maskOf(calibration.Masks[0].MaskFile);
    const { samples } = await readImage(`${MATERIAL}/${SILVER_BEHENATE}`);
    for (const [index, slice] of (calibration.Slices ?? []).entries()) {
      const curve = integrateSlice(buildSlicePlan(calibration, slice, mask, compatible), samples);
      const [axis, intensity, error] = (await rowsOf(`slices_s${index}`)) as [Float64Array, Float64Array, Float64Array];
      expect(worst(curve.axis, axis)).toBeLessThan(RELATIVE);
      expect(worst(curve.intensity, intensity)).toBeLessThan(RELATIVE);
      expect(worst(curve.error, error)).toBeLessThan(RELATIVE);
    }
  });

  it('F081: the .chi of the original’s numbers is the original’s file, byte for byte', async () => {
    const reference = readFileSync(`${REFERENCES}/saxs_agbeh_m0.chi`);
    const [axis, intensity, error] = (await rowsOf('agbeh_m0')) as [Float64Array, Float64Array, Float64Array];
    const { I0I1I2 } = JSON.parse(readFileSync(`${REFERENCES}/saxs_agbeh_m0.json`, 'utf8')) as {
      I0I1I2: IntegralParameters;
    };
    // The calibration is taken from SAXSdog's example, whose mask is named as it was in that run.
    const calibration = parseJsonText(readFileSync(`${MATERIAL}/doc/cal.json`, 'utf8'));
    const own = formatSaxsdogChi({ kind: 'radial', axis, intensity, error }, calibration, I0I1I2);
    expect(Buffer.from(own).equals(reference)).toBe(true);
    const fast = formatSaxsdogChi(
      { kind: 'radial', axis, intensity, error },
      calibration,
      I0I1I2,
      await loadWriteRows(),
    );
    expect(Buffer.from(fast).equals(reference)).toBe(true);
  });

  it.each([
    ['a curve along a ring', 'agbeh_phi'],
    ['a curve beside slices', 'slices'],
  ])('F081: the .chi of %s begins as the original’s', async (_title, name) => {
    const { curve, parameters } = await run(name, SILVER_BEHENATE);
    const head = readFileSync(`${REFERENCES}/saxs_${name}_m0.chi`, 'latin1').split('\n').slice(0, 4);
    const own = new TextDecoder('latin1').decode(formatSaxsdogChi(curve, parseJsonText(head[0]!), parameters));
    const lines = own.split('\n').slice(0, 4);
    // The moments are sums of a thousand products, in another order.
    const moments = (line: string): number[] => Object.values(JSON.parse(line) as Record<string, number>);
    moments(lines[1]!).forEach((value, i) => expect(Math.abs(value - moments(head[1]!)[i]!)).toBeLessThanOrEqual(RELATIVE * value)); // prettier-ignore
    expect([lines[0], lines[2], lines[3]]).toEqual([head[0], head[2], head[3]]);
    if (curve.kind === 'azimuthal') expect(lines[1]).toBe(head[1]); // the integer 0
  });

  it('F081: the .chi of a slice begins as the original’s', async () => {
    const calibration = calibrationOf('slices');
    const mask = await maskOf(calibration.Masks[0].MaskFile);
    const { samples } = await readImage(`${MATERIAL}/${SILVER_BEHENATE}`);
    const head = readFileSync(`${REFERENCES}/saxs_slices_s0_head.chi`, 'latin1').trimEnd();
    const node = parseJsonText(head.split('\n')[0]!);
    const curve = integrateSlice(buildSlicePlan(calibration, calibration.Slices![0]!, mask, compatible), samples);
    const own = new TextDecoder('latin1').decode(formatSaxsdogChi(curve, node, undefined));
    const lines = head.split('\n');
    expect(own.split('\n').slice(0, 4)).toEqual(lines.slice(0, 4));
    const numbers = (line: string): number[] => line.trim().split(' ').map(Number);
    expect(own.split('\n').slice(4, lines.length).map(numbers)).toEqual(
      lines.slice(4).map(numbers).map((row) => row.map((value): number => expect.closeTo(value, 9) as number)), // prettier-ignore
    );
  });
});
