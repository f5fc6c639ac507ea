import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it } from 'vitest';
import { useDocumentStore } from '../../../src-renderer/session/document-store.ts';

describe('document store', () => {
  beforeEach(() => setActivePinia(createPinia()));

  it('starts with the defaults of the schema', () => {
    expect(useDocumentStore().settings).toEqual({
      radialUnit: '2th_deg',
      npt: 1000,
      split: 'full',
      solidAngle: true,
      errorModel: 'none',
      normalizationFactor: 1,
      detectorMask: true,
      backgroundScale: 1,
    });
  });

  it('takes a setting back, and its mark of having been typed', () => {
    const documents = useDocumentStore();
    documents.changeSetting('Bins 2000', 'npt', 2000);
    expect(documents.current.settingOrigins.npt).toBe('typed');
    expect(documents.undoLabel).toBe('Bins 2000');
    documents.undo();
    expect(documents.settings.npt).toBe(1000);
    expect(documents.current.settingOrigins.npt).toBeUndefined();
    expect(documents.redoLabel).toBe('Bins 2000');
    documents.redo();
    expect(documents.settings.npt).toBe(2000);
  });

  it('joins edits of one setting into one step back', () => {
    const documents = useDocumentStore();
    for (const npt of [1001, 1002, 1003]) documents.changeSetting(`Bins ${npt}`, 'npt', npt);
    documents.undo();
    expect(documents.settings.npt).toBe(1000);
    expect(documents.undoLabel).toBeUndefined();
  });

  it('takes an optional setting away altogether', () => {
    const documents = useDocumentStore();
    documents.changeSetting('Polarization on', 'polarization', { factor: 0.99, offsetDeg: 0 });
    documents.changeSetting('Polarization off', 'polarization', undefined);
    expect(Object.hasOwn(documents.settings, 'polarization')).toBe(false);
  });

  it('makes no step for a value that is the same', () => {
    const documents = useDocumentStore();
    documents.changeSetting('Range', 'radialRange', [1, 2]);
    documents.changeSetting('Range', 'radialRange', [1, 2]);
    documents.undo();
    expect(documents.undoLabel).toBeUndefined();
  });

  it('undoes levels, masks, corrections and calibrant through the same history', () => {
    const documents = useDocumentStore();
    documents.changeView('Levels', { levels: [0, 10] });
    documents.change('Mask a', { masks: ['data:/a.msk'] });
    documents.changeCorrection('Dark d', 'dark', 'data:/d.tif');
    documents.change('Calibrant', { calibrantId: 'CeO2' });
    const labels: (string | undefined)[] = [];
    for (let i = 0; i < 4; i++) labels.push(documents.undo());
    expect(labels).toEqual(['Calibrant', 'Dark d', 'Mask a', 'Levels']);
    expect(documents.view.levels).toBeUndefined();
    expect(documents.current.masks).toEqual([]);
    expect(documents.current.corrections).toEqual({});
  });

  it('returns to automatic levels by leaving them out', () => {
    const documents = useDocumentStore();
    documents.changeView('Levels', { levels: [0, 10] });
    documents.changeView('Automatic levels', { levels: undefined });
    expect(Object.hasOwn(documents.view, 'levels')).toBe(false);
  });
});
