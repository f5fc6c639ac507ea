import { describe, expect, it } from 'vitest';
import { appliedCorrections, hasCorrection } from '../../../src-renderer/session/correction-chain.ts';
import {
  defaultSettings,
  emptyDocument,
  type SessionDocument,
} from '../../../src-renderer/session/session-document.ts';
import { commandLineOf } from '../../../src-renderer/workspace/integration/command-line.ts';

const full: SessionDocument = {
  ...emptyDocument(),
  settings: {
    ...defaultSettings(),
    normalizationFactor: 2,
    polarization: { factor: 0.9, offsetDeg: 0 },
    sensorAbsorption: { thicknessUm: 320, material: 'Si' },
    sampleAbsorption: { opticalThickness: 0.5, angleDeg: 10, azimuthDeg: 90 },
    filter: { kind: 'sigma-clip', threshold: 4, maxIterations: 3 },
  },
  corrections: { dark: 'data:/dark.tif', background: 'data:/air.tif' },
  normalizeBy: { kind: 'file', ref: 'data:/log/monitor.csv', part: 'I0' },
};

describe('appliedCorrections', () => {
  it('is the document itself where nothing is switched off', () => {
    const applied = appliedCorrections({ ...full, switchedOff: ['flat'] }); // there is none
    expect(applied.settings).toBe(full.settings);
    expect(applied.corrections).toBe(full.corrections);
  });

  it('leaves out what is switched off, which stays in the document', () => {
    const off: SessionDocument = {
      ...full,
      switchedOff: ['dark', 'polarization', 'sensorAbsorption', 'normalizationFactor', 'normalizeBy'],
    };
    const { settings, corrections, normalizeBy } = appliedCorrections(off);
    expect(corrections).toEqual({ background: 'data:/air.tif' });
    expect(settings.polarization).toBeUndefined();
    expect(settings.sensorAbsorption).toBeUndefined();
    expect(settings.sampleAbsorption).toEqual(full.settings.sampleAbsorption);
    expect(settings.normalizationFactor).toBe(1);
    expect(normalizeBy).toBeNull();
    expect(hasCorrection(off, 'polarization')).toBe(true);
  });

  it('is what the command line says', () => {
    const all = commandLineOf(full, { ref: 'data:/a.tif' }).text;
    for (const option of [
      '--normalize-by monitor.csv::I0',
      '--sensor-absorption Si:320',
      '--sample-absorption 0.5,10,90',
      '--filter sigma-clip:4,3',
    ])
      expect(all).toContain(option);
    const off = commandLineOf(
      { ...full, switchedOff: ['sensorAbsorption', 'normalizeBy', 'dark'] },
      { ref: 'data:/a.tif' },
    ).text;
    expect(off).not.toMatch(/--sensor-absorption|--normalize-by|--dark/);
    expect(off).toContain('--background air.tif');
  });
});
