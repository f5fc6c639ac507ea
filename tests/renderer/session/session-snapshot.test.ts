import { describe, expect, it } from 'vitest';
import type { Session } from '../../../src-shared/model/schema-types.generated.ts';
import { emptyDocument, type SessionDocument } from '../../../src-renderer/session/session-document.ts';
import { sessionFromSnapshot, snapshotFromSession } from '../../../src-renderer/session/session-snapshot.ts';
import { calibration } from '../fake-host.ts';

const full: SessionDocument = {
  ...emptyDocument(),
  calibration: {
    calibration,
    name: 'CeO2.poni',
    warnings: [],
    origins: { dist: 'file', wavelength: 'header', orientation: 'found', rot1: 'typed' },
  },
  settings: {
    ...emptyDocument().settings,
    npt: 1500,
    radialUnit: 'q_nm^-1',
    polarization: { factor: 0, offsetDeg: 0 },
  },
  settingOrigins: { npt: 'typed', radialUnit: 'typed', polarization: 'typed' },
  masks: ['data:/a.msk', 'data:/b.edf'],
  corrections: { dark: 'data:/dark.tif', background: 'data:/bg.tif' },
  calibrantId: 'CeO2',
  ownCalibrant: { cell: { a: 5.4116, lattice: 'F' } },
  setup: { ...emptyDocument().setup, fixed: ['rot1'], centre: [490, 510.5], ringCount: 9, autoRefine: true },
  points: [
    { id: 1, ring: 0, origin: 'picked', rows: [1.25, 2], columns: [3, 4.75] },
    { id: 4, ring: 3, origin: 'file', rows: [7], columns: [8] },
  ],
  overlays: [
    {
      id: 2,
      label: 'before.tif',
      colour: '--plot-3',
      scale: 0.5,
      offset: -4,
      visible: false,
      source: {
        kind: 'kept',
        curve: { radialUnit: 'q_A^-1', radial: Float64Array.of(0.1, 1 / 3), intensity: Float64Array.of(7, Number.NaN) },
      },
    },
    {
      id: 3,
      label: 'other.xy',
      colour: '--plot-4',
      scale: 1,
      offset: 0,
      visible: true,
      source: { kind: 'file', ref: 'data:/other.xy' },
    },
  ],
  phases: [{ id: 1, ref: 'data:/au.jcpds', colour: '--plot-6', visible: true, pressure: 12.5, temperature: 298 }],
  patternBackground: { window: 12, subtract: false },
  view: { ...emptyDocument().view, waterfall: 250, levels: [0.5, 1200], displayUnit: 'd_A' },
};
const snapshot = {
  workspace: 'integration',
  image: { ref: 'data:/run/scan.h5', dataset: '/entry/data', frame: 7 },
  document: full,
  history: [
    {
      time: '2026-11-21T08:00:00.000Z',
      what: 'Calibrate',
      verdict: 'check' as const,
      reasons: ['One ring is short.'],
      rmsPx: 0.0625,
      calibration,
    },
  ],
};
const time = new Date('2026-11-21T09:00:00Z');
const throughFile = (value: unknown) => JSON.parse(JSON.stringify(value)) as Session;

describe('session file', () => {
  it('brings back image, calibration, origins, settings, masks, corrections and view, to the last digit', () => {
    const session = throughFile(sessionFromSnapshot(snapshot, time));
    expect(session.savedAt).toBe('2026-11-21T09:00:00.000Z');
    expect(snapshotFromSession(session)).toEqual(snapshot);
  });

  it('brings back an empty window', () => {
    const empty = { workspace: 'integration', document: emptyDocument() };
    expect(snapshotFromSession(throughFile(sessionFromSnapshot(empty, time)))).toEqual(empty);
  });

  it('fills settings that an older file lacks with their defaults', () => {
    const session = sessionFromSnapshot(snapshot, time);
    const older: Partial<typeof session.settings> = { ...session.settings };
    delete older.detectorMask;
    const restored = snapshotFromSession(throughFile({ ...session, settings: older }));
    expect(restored.document.settings.detectorMask).toBe(true);
  });
});
