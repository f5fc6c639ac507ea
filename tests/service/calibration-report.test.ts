import { describe, expect, it } from 'vitest';
import { type CalibrationReport, describeReport } from '../../src-main/service/calibration-report.ts';

const report: CalibrationReport = {
  poni: { dist: 0.2086764, poni1: 0.0921024, poni2: 0.0800747, rot1: -0.018015, rot2: 0, rot3: 0 },
  wavelength: 0.4066e-10,
  uncertainties: { dist: 2.9e-6, poni1: 1.26e-5, poni2: 3e-8, rot1: 6e-5 },
  correlation: null,
  centre: [487.41, 530.409],
  directDistanceMm: 208.7121,
  tiltDeg: 1.0596,
  tiltPlaneDeg: -13.06,
  rings: 16,
  ringTable: [],
  controlPoints: 1088,
  rmsPx: 0.151,
  rmsDeg: 0.00633,
  verdict: 'good',
  reasons: ['16 rings agree.'],
  calibrant: 'CeO2',
  warnings: [],
  seconds: 2.6,
};

describe('describeReport', () => {
  it('gives values to the second digit of their uncertainty, however small, and says what was held', () => {
    const text = describeReport(report).join('\n');
    expect(text).toContain('dist 208.6764 ± 0.0029 mm, poni1 92.1024 ± 0.0126 mm, poni2 80.074700 ± 0.000030 mm');
    expect(text).toContain('rot1 -0.018015 ± 0.000060 rad, rot2 0.000000 (held) rad');
  });

  it('tells the drift in the units of the parameters, to the digits of their uncertainty, and of the beam', () => {
    const text = describeReport({
      ...report,
      warnings: ['dist and wavelength change together.'],
      drift: {
        dist: { change: 2.469e-5, sigmas: 8.5 },
        poni1: { change: 0.004805, sigmas: 381.3 },
        rot1: { change: -4e-18, sigmas: -1e-13 },
      },
      beamDrift: { directDistanceMm: 0.0231, centre: [0.147, 17.859], tiltDeg: -0.03, isReversed: true },
    });
    expect(text.slice(-7)).toEqual([
      'dist and wavelength change together.',
      'Since the earlier calibration:',
      '  distance along the beam +0.0231 mm, centre +0.147, +17.859 px, tilt -0.0300°',
      '  dist +0.0247 mm (8.5 of its uncertainty)',
      '  poni1 +4.805 mm (381.3 of its uncertainty)',
      '  rot1 0.000000 rad (0.0 of its uncertainty)',
      '  The earlier calibration is of this image with its rows reversed, as Dioptas writes it: reverse them to compare like with like.',
    ]);
  });

  it('says no more than the verdict where nothing was found', () => {
    const bad = { ...report, verdict: 'bad' as const, reasons: ['No ring was found.'], poni: null };
    expect(describeReport(bad)).toEqual(['Verdict: bad', '  No ring was found.']);
  });
});
