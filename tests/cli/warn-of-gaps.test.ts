import { describe, expect, it } from 'vitest';
import { warnOfGaps } from '../../src-main/cli/warn-of-gaps.ts';
import type { Calibration, IntegrationSettings } from '../../src-shared/model/schema-types.generated.ts';

const PILATUS_1M = [1043, 981] as const;
const settings: IntegrationSettings = {
  radialUnit: '2th_deg',
  npt: 100,
  split: 'bbox',
  solidAngle: true,
  errorModel: 'none',
  normalizationFactor: 1,
  detectorMask: true,
  backgroundScale: 1,
};

function noticesOf(
  detector: Partial<Calibration['detector']> = {},
  change: Partial<IntegrationSettings> = {},
  masks: string[] = [],
): string[] {
  const notices: string[] = [];
  const geometry = { dist: 0.2, poni1: 0.09, poni2: 0.08, rot1: 0, rot2: 0, rot3: 0 };
  const whole = { name: 'Detector', pixel1: 172e-6, pixel2: 172e-6, orientation: 3 as const, ...detector };
  warnOfGaps({ geometry, detector: whole }, { settings: { ...settings, ...change }, masks }, PILATUS_1M, {
    notice: (text) => notices.push(text),
  });
  return notices;
}

describe('warnOfGaps', () => {
  it('says so where a calibration without a name has the shape and the pixels of a detector with gaps', () => {
    expect(noticesOf()).toEqual([expect.stringContaining('Pilatus 1M, whose gaps may be integrated as counts')]);
  });

  it('is silent where the detector is named or its pixels are others', () => {
    expect(noticesOf({ name: 'Pilatus 1M' })).toEqual([]);
    expect(noticesOf({ pixel1: 100e-6 })).toEqual([]);
    expect(noticesOf({ pixel2: 100e-6 })).toEqual([]);
  });

  it('is silent where the user has taken care', () => {
    expect(noticesOf({}, { maskBelow: 0 })).toEqual([]);
    expect(noticesOf({}, { dummy: { value: -1, delta: 0 } })).toEqual([]);
    expect(noticesOf({}, { detectorMask: false })).toEqual([]);
    expect(noticesOf({}, {}, ['mask.npy'])).toEqual([]);
  });
});
