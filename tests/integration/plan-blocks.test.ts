import { describe, expect, it } from 'vitest';
import { buildIntegrationPlan } from '../../src-shared/integration/build-integration-plan.ts';
import { joinPlanBlocks } from '../../src-shared/integration/join-plan-blocks.ts';
import { buildPlanBlock } from '../../src-shared/integration/plan-block.ts';
import { specOverEverything, tiltedCalibration } from './plan-fixtures.ts';

describe('joinPlanBlocks', () => {
  const shape = [301, 150] as const;
  const mask = Uint8Array.from({ length: 301 * 150 }, (_, p) => (p % 11 === 0 ? 1 : 0));

  it.each(['no', 'bbox', 'full'] as const)('gives the plan of one thread to the last bit, however cut: %s', (split) => {
    const spec = { ...specOverEverything(tiltedCalibration, shape, split, 400), azimuthRange: [170, -20] as const };
    const whole = buildIntegrationPlan(spec, mask);
    for (const cuts of [
      [0, 150, 301],
      [0, 1, 2, 97, 300, 301],
    ]) {
      const blocks = cuts.slice(1).map((end, k) => buildPlanBlock(spec, mask, { start: cuts[k]!, end }));
      expect(joinPlanBlocks(spec, whole.hash, blocks)).toEqual(whole);
    }
  });

  it('puts every array into the memory it is given', () => {
    const spec = specOverEverything(tiltedCalibration, shape, 'bbox', 400);
    const plan = buildIntegrationPlan(spec, null, (length) => new SharedArrayBuffer(length));
    for (const array of [plan.firstBin, plan.spans, plan.weights, plan.tileOffsets, plan.radial])
      expect(array.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(Array.from(plan.weights)).toEqual(Array.from(buildIntegrationPlan(spec, null).weights));
  });

  it('rejects blocks that are missing or in another order', () => {
    const spec = specOverEverything(tiltedCalibration, [20, 10], 'bbox', 40);
    const upper = buildPlanBlock(spec, null, { start: 0, end: 10 });
    const lower = buildPlanBlock(spec, null, { start: 10, end: 20 });
    expect(() => joinPlanBlocks(spec, '', [upper])).toThrow('the blocks end at row 10 of 20');
    expect(() => joinPlanBlocks(spec, '', [lower, upper])).toThrow('a block begins at row 10, not 0');
  });
});
