import { nextTick } from 'vue';
import { beforeEach, describe, expect, it } from 'vitest';
import type { PatternCurve } from '../../../src-shared/model/pattern-curve.ts';
import { useDocumentStore } from '../../../src-renderer/session/document-store.ts';
import { curveOnAxis, overlayCurves } from '../../../src-renderer/session/overlay-curves.ts';
import { useOverlayStore } from '../../../src-renderer/session/overlay-store.ts';
import { overlayFromJson, overlayToJson, type PatternOverlay } from '../../../src-renderer/session/pattern-overlay.ts';
import { waterfallStep } from '../../../src-renderer/session/waterfall-step.ts';
import { AppError } from '../../../src-shared/model/app-error.ts';
import { settled, useFakeHost, type FakeHost } from '../fake-host.ts';

const file: PatternCurve = {
  formatId: 'xy',
  label: 'old.xy',
  radialUnit: '2th_deg',
  axisLabel: '2th_deg',
  radial: Float64Array.of(1, 2, 3),
  intensity: Float64Array.of(10, Number.NaN, 30),
  sigma: null,
  frameCount: 1,
  warnings: [],
};
const kept: PatternOverlay = {
  id: 3,
  label: 'scan.tif',
  colour: '--plot-3',
  scale: 0.1,
  offset: -2.5,
  visible: true,
  source: {
    kind: 'kept',
    curve: {
      radialUnit: 'q_nm^-1',
      wavelength: 4.066e-11,
      radial: Float64Array.of(0.1, 1 / 3, 2e-300),
      intensity: Float64Array.of(-0, Number.NaN, Math.PI),
    },
  },
};

describe('overlays', () => {
  let host: FakeHost;
  beforeEach(() => {
    host = useFakeHost({
      'pattern.open': async ({ ref }) => {
        if (ref === 'data:/gone.xy') throw new AppError('not-found', 'There is no gone.xy.');
        return ref === 'data:/bare.dat' ? { ...file, label: 'bare.dat', radialUnit: null } : file;
      },
    });
  });

  it('come from files, one name and one colour each, and go by undo', async () => {
    const [documents, overlays] = [useDocumentStore(), useOverlayStore()];
    expect(await overlays.addFile('data:/old.xy')).toEqual([]);
    await overlays.addFile('data:/old.xy');
    expect(overlays.overlays.map(({ label, colour }) => [label, colour])).toEqual([
      ['old.xy', '--plot-2'],
      ['old.xy (2)', '--plot-3'],
    ]);
    expect(host.paramsOf('pattern.open')).toHaveLength(1);
    expect(documents.undo()).toBe('Overlay old.xy (2)');
    expect(overlays.overlays).toHaveLength(1);
  });

  it('take the axis on screen for a file that names none, and say so', async () => {
    useDocumentStore().changeSetting('unit', 'radialUnit', 'q_A^-1');
    const overlays = useOverlayStore();
    expect(await overlays.addFile('data:/bare.dat')).toEqual([
      'bare.dat does not say what its axis is: it was taken as q (Å⁻¹).',
    ]);
    expect(overlays.curveOf(overlays.overlays[0]!)?.radialUnit).toBe('q_A^-1');
  });

  it('of a restored session are read, and a file that is gone says so in its row', async () => {
    const [documents, overlays] = [useDocumentStore(), useOverlayStore()];
    const restored = (id: number, ref: string): PatternOverlay => ({ ...kept, id, source: { kind: 'file', ref } });
    documents.reset({ ...documents.current, overlays: [restored(1, 'data:/old.xy'), restored(2, 'data:/gone.xy')] });
    await nextTick();
    await settled();
    expect(overlays.curveOf(overlays.overlays[0]!)?.radial).toBe(file.radial);
    expect(overlays.failureOf(overlays.overlays[1]!)?.message).toBe('There is no gone.xy.');
  });

  it('pass through the session file to the last bit', () => {
    const back = overlayFromJson(JSON.parse(JSON.stringify(overlayToJson(kept))) as ReturnType<typeof overlayToJson>);
    expect(back).toEqual(kept);
  });

  it('with damaged points come back without any', () => {
    const saved = { ...overlayToJson(kept), intensity: '???' };
    const { source } = overlayFromJson(saved);
    expect(source.kind === 'kept' && source.curve.radial.length).toBe(0);
  });
});

describe('curves of overlays', () => {
  it('are scaled and shifted, each one step of the waterfall above the one before', () => {
    const drawable = { overlay: kept, curve: file as PatternCurve & { radialUnit: '2th_deg' } };
    const curves = overlayCurves([drawable, drawable], '2th_deg', undefined, 100);
    expect(curves.map(({ scale, offset }) => [scale, offset])).toEqual([
      [0.1, 97.5],
      [0.1, 197.5],
    ]);
  });

  it('lie at their own spacing: λ 0.5 Å and 2θ 60° are d 0.5 Å, whatever the wavelength of the image', () => {
    const curve = {
      radialUnit: '2th_deg',
      wavelength: 0.5e-10,
      radial: Float64Array.of(0, 60),
      intensity: Float64Array.of(1, 2),
    } as const;
    const points = curveOnAxis(curve, 'd_A', {
      dist: 0.2,
      poni1: 0,
      poni2: 0,
      rot1: 0,
      rot2: 0,
      rot3: 0,
      wavelength: 1e-10,
    });
    expect(points?.x).toHaveLength(1); // d of 2θ = 0 is infinite
    expect(points?.x[0]).toBeCloseTo(0.5, 14); // rounding of sin 30°
    expect(points?.y[0]).toBe(2);
  });

  it('are left out where no wavelength leads to the axis', () => {
    const curve = { radialUnit: '2th_deg', radial: Float64Array.of(1), intensity: Float64Array.of(1) } as const;
    expect(curveOnAxis(curve, 'd_A', undefined)).toBeNull();
  });

  it('stand a fifth of the largest span apart, rounded', () => {
    expect(waterfallStep([Float64Array.of(0, Number.NaN, 1234), Float64Array.of(5, 6)])).toBe(200);
    expect(waterfallStep([Float64Array.of(7, 7)])).toBeUndefined();
  });
});
