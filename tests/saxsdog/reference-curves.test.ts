import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseSaxsdogDocument } from '../../src-shared/format/saxsdog-calibration-file.ts';
import type { SaxsdogCalibration } from '../../src-shared/model/schema-types.generated.ts';
import { buildLabelPlan } from '../../src-shared/saxsdog/build-label-plan.ts';
import { integralParameters } from '../../src-shared/saxsdog/integral-parameters.ts';
import { deviationOf, integrateLabels } from '../../src-shared/saxsdog/integrate-labels.ts';
import { readImage } from '../../src-main/file/open-image.ts';
import { sharedFolder } from '../shared-folder.ts';

describe.skipIf(!sharedFolder)('x', () => {
  it.each(['agbeh','agbeh_ov1','agbeh_ppr2','agbeh_pol','agbeh_pol30','agbeh_phi','mask_const','tilt10_powder','pol_ones'])('%s', async (name) => {
    const R = `${sharedFolder}/reference-systems`, S = `${sharedFolder}/data/saxsdog`;
    const cal = parseSaxsdogDocument(readFileSync(`${R}/saxs_${name}.cal.json`, 'utf8')).value as SaxsdogCalibration;
    const path = cal.Masks[0].MaskFile.replace('$SAXS', S);
    const m = await readImage(path);
    const mask = Uint8Array.from(m.samples, (v) => (v ? 1 : 0));
    const mode = { compatible: true };
    const t = performance.now();
    const plan = buildLabelPlan(cal, cal.Masks[0], mask, mode);
    const t1 = performance.now();
    let samples = name.startsWith('agbeh') ? (await readImage(`${S}/doc/data/agbeh2_1M.tif`)).samples : name === 'tilt10_powder' ? (await readImage(`${S}/doc/powder.tif`)).samples : new Float64Array(mask.length).fill(1);
    let c = integrateLabels(plan, samples);
    const t2 = performance.now();
    for (let i = 0; i < 10; i++) c = integrateLabels(plan, samples);
    console.log(name, 'setup', t1 - t, 'frame', (performance.now() - t2) / 10, 'patterns', plan.starts.length);
    const npy = await readImage(`${R}/saxs_${name}_m0.npy`);
    const n = npy.shape[1]!;
    const ref = [0,1,2,3].map((r) => npy.samples.slice(r * n, (r + 1) * n));
    const dev = deviationOf(plan, samples, c);
    const own = [c.axis, c.intensity, c.error, dev];
    expect(n).toBe(c.axis.length);
    const worst = own.map((o, r) => { let w = 0, nans = 0; for (let k = 0; k < n; k++) { const a = o[k]!, b = ref[r]![k]!; if (Number.isNaN(a) !== Number.isNaN(b)) nans++; else if (!Number.isNaN(b)) w = Math.max(w, Math.abs(a / b - 1) || 0); } return [w, nans]; });
    const json = JSON.parse(readFileSync(`${R}/saxs_${name}_m0.json`, 'utf8'));
    const ip = integralParameters(plan, c, cal.Masks[0], mode);
    console.log(npy.shape, JSON.stringify(worst), plan.scale / json.scale - 1, ip, json.I0I1I2);
  });
});
