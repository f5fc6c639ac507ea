import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { Pattern1d } from '../../src-shared/model/pattern-1d.ts';
import type { PatternCurve } from '../../src-shared/model/pattern-curve.ts';
import type { IntegrationSettings } from '../../src-shared/model/schema-types.generated.ts';
import type { FileRef } from '../../src-shared/rpc/contract.ts';
import { useDocumentStore } from './document-store.ts';
import { useHostStore } from './host-store.ts';
import { freeColour, freeLabel, type KeptCurve, type PatternOverlay } from './pattern-overlay.ts';
import { backgroundOf } from './pattern-background.ts';
import { usePatternStore } from './pattern-store.ts';
import { isDisplayUnit, shortUnitName, type DisplayUnit } from './radial-axis.ts';

/** Patterns laid over the one of the image. The document knows them; points of files live here. */
export const useOverlayStore = defineStore('overlay', () => {
  const documents = useDocumentStore();
  const host = useHostStore();
  const patterns = usePatternStore();
  const files = shallowRef<ReadonlyMap<FileRef, PatternCurve>>(new Map());
  const failures = shallowRef<ReadonlyMap<FileRef, AppError>>(new Map());
  const asked = new Set<FileRef>();
  const overlays = computed(() => documents.current.overlays);

  async function read(ref: FileRef): Promise<PatternCurve> {
    const known = files.value.get(ref);
    if (known) return known;
    const curve = await host.call('pattern.open', { ref });
    files.value = new Map(files.value).set(ref, curve);
    return curve;
  }

  /** Overlays of a restored session, and those that undo brings back. */
  watch(
    [overlays, () => host.connection],
    ([list, connection]) => {
      if (connection !== 'connected') return;
      for (const { source } of list) {
        if (source.kind !== 'file' || asked.has(source.ref)) continue;
        const { ref } = source;
        asked.add(ref);
        read(ref).catch((cause: unknown) => {
          failures.value = new Map(failures.value).set(ref, AppError.from(cause));
        });
      }
    },
    { immediate: true },
  );

  function add(overlay: Pick<PatternOverlay, 'label' | 'source'>): PatternOverlay {
    const list = overlays.value;
    const added: PatternOverlay = {
      id: list.reduce((largest, { id }) => Math.max(largest, id), 0) + 1,
      colour: freeColour(list),
      scale: 1,
      offset: 0,
      visible: true,
      source: overlay.source,
      label: freeLabel(overlay.label, list),
    };
    documents.change(`Overlay ${added.label}`, { overlays: [...list, added] });
    return added;
  }

  /** @returns undefined while the points are not there */
  function curveOf({ source }: PatternOverlay): KeptCurve | undefined {
    if (source.kind === 'kept') return source.curve;
    const file = files.value.get(source.ref);
    if (!file) return undefined;
    const { radial, intensity, wavelength } = file;
    const unit = file.radialUnit ?? source.radialUnit ?? '2th_deg';
    return { radialUnit: unit, radial, intensity, ...(wavelength === undefined ? {} : { wavelength }) };
  }

  function labelOf({ provenance: { image, frame } }: Pattern1d): string {
    return frame > 0 ? `${image} · ${frame + 1}` : image;
  }

  function keptSource(
    { radialUnit, radial, provenance }: Pattern1d,
    intensity: Float64Array,
  ): PatternOverlay['source'] {
    const { wavelength } = provenance.calibration.geometry;
    return {
      kind: 'kept',
      curve: { radialUnit, radial, intensity, ...(wavelength === undefined ? {} : { wavelength }) },
    };
  }

  return {
    overlays,
    curveOf,
    /** Why the points of an overlay are not there. */
    failureOf: ({ source }: PatternOverlay): AppError | undefined =>
      source.kind === 'file' ? failures.value.get(source.ref) : undefined,

    /** Lays the pattern on screen over those to come. */
    keep(): void {
      const { pattern } = patterns;
      if (!pattern) return;
      // What is on screen is kept: without the background where that is subtracted.
      const choice = documents.current.patternBackground;
      const background = choice?.subtract ? backgroundOf(pattern, choice) : null;
      const intensity = background
        ? pattern.intensity.map((value, bin) => value - background[bin]!)
        : pattern.intensity;
      add({
        label: background ? `${labelOf(pattern)} − background` : labelOf(pattern),
        source: keptSource(pattern, intensity),
      });
    },

    /**
     * Lays two curves over the pattern on screen: what is the same all around the beam (the median of the sectors), and
     * the rest of the mean.
     *
     * @throws AppError  as integration.integrate1d
     */
    async separate(): Promise<void> {
      const params = await patterns.resolveParams();
      if (!params) return;
      // Without splitting of its own a cake has bounding boxes, and both need the same axis.
      const settings: IntegrationSettings = { ...params.settings, split: 'bbox', errorModel: 'none' };
      delete settings.filter;
      const mean = await host.call('integration.integrate1d', { ...params, settings });
      const median = await host.call('integration.integrate1d', {
        ...params,
        settings: { ...settings, filter: { kind: 'median', percentile: 50 } },
      });
      const rest = mean.intensity.map((value, bin) => value - median.intensity[bin]!);
      const label = labelOf(mean);
      add({ label: `Amorphous, ${label}`, source: keptSource(median, median.intensity) });
      add({ label: `Bragg, ${label}`, source: keptSource(mean, rest) });
    },

    /**
     * @returns what people should know of it, one sentence each
     * @throws AppError  if the file cannot be read
     */
    async addFile(ref: FileRef): Promise<readonly string[]> {
      asked.add(ref);
      const { label, radialUnit, warnings } = await read(ref);
      const rest = new Map(failures.value);
      if (rest.delete(ref)) failures.value = rest;
      if (radialUnit !== null) {
        add({ label, source: { kind: 'file', ref } });
        return warnings;
      }
      const chosen = documents.view.displayUnit;
      const assumed: DisplayUnit = isDisplayUnit(chosen) ? chosen : documents.settings.radialUnit;
      add({ label, source: { kind: 'file', ref, radialUnit: assumed } });
      return [...warnings, `${label} does not say what its axis is: it was taken as ${shortUnitName(assumed)}.`];
    },

    /** @param mergeKey  quick edits of the same field become one step */
    change(id: number, label: string, patch: Partial<Omit<PatternOverlay, 'id'>>, mergeKey?: string): void {
      const changed = overlays.value.map((overlay) => (overlay.id === id ? { ...overlay, ...patch } : overlay));
      documents.change(label, { overlays: changed }, mergeKey === undefined ? undefined : `overlay:${id}:${mergeKey}`);
    },

    remove(id: number): void {
      const removed = overlays.value.find((overlay) => overlay.id === id);
      if (!removed) return;
      documents.change(`Overlay ${removed.label} removed`, {
        overlays: overlays.value.filter((overlay) => overlay !== removed),
      });
    },

    clear(): void {
      if (overlays.value.length > 0) documents.change('Overlays removed', { overlays: [] });
    },
  };
});
