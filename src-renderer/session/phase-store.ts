import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { CrystalPhase } from '../../src-shared/model/crystal-phase.ts';
import type { PhaseChoice } from '../../src-shared/model/schema-types.generated.ts';
import type { FileRef } from '../../src-shared/rpc/contract.ts';
import { useDocumentStore } from './document-store.ts';
import { useHostStore } from './host-store.ts';
import { freeColour, OVERLAY_COLOURS } from './pattern-overlay.ts';
import { nameOfRef } from './session-document.ts';

/** From the far end, so that phases and overlays rarely share a colour. */
export const PHASE_COLOURS: readonly string[] = [...OVERLAY_COLOURS].reverse();
export const ROOM_TEMPERATURE = 298; // K, where the spacings of JCPDS files hold

/** Phases whose lines are drawn. The document knows files, pressures and temperatures; the lines live here. */
export const usePhaseStore = defineStore('phase', () => {
  const documents = useDocumentStore();
  const host = useHostStore();
  const phases = computed(() => documents.current.phases);
  const wavelength = computed(() => documents.calibration?.calibration.geometry.wavelength);
  const opened = shallowRef<ReadonlyMap<number, CrystalPhase>>(new Map());
  const failures = shallowRef<ReadonlyMap<number, AppError>>(new Map());
  /** What the lines of each phase were asked for. */
  const asked = new Map<number, string>();

  async function open({ id, ref, pressure, temperature }: PhaseChoice): Promise<void> {
    const params = {
      ref,
      pressure,
      temperature,
      ...(wavelength.value === undefined ? {} : { wavelength: wavelength.value }),
    };
    const key = JSON.stringify(params);
    if (asked.get(id) === key) return;
    asked.set(id, key);
    const rest = new Map(failures.value);
    try {
      const phase = await host.call('phase.open', params);
      if (asked.get(id) !== key) return; // a newer question has been asked
      opened.value = new Map(opened.value).set(id, phase);
      if (rest.delete(id)) failures.value = rest;
    } catch (cause) {
      if (asked.get(id) === key) failures.value = rest.set(id, AppError.from(cause));
    }
  }

  watch(
    [phases, wavelength, () => host.connection],
    ([list, , connection]) => {
      if (connection === 'connected') for (const phase of list) void open(phase);
    },
    { immediate: true },
  );

  function change(id: number, label: string, patch: Partial<Omit<PhaseChoice, 'id'>>, mergeKey?: string): void {
    const changed = phases.value.map((phase) => (phase.id === id ? { ...phase, ...patch } : phase));
    documents.change(label, { phases: changed }, mergeKey === undefined ? undefined : `phase:${id}:${mergeKey}`);
  }

  return {
    phases,
    phaseOf: (id: number): CrystalPhase | undefined => opened.value.get(id),
    failureOf: (id: number): AppError | undefined => failures.value.get(id),
    labelOf: ({ id, ref }: PhaseChoice): string => opened.value.get(id)?.label ?? nameOfRef(ref),
    change,

    /**
     * @returns what people should know of it, one sentence each
     * @throws AppError  if the file holds no phase
     */
    async add(ref: FileRef): Promise<readonly string[]> {
      const { label, warnings } = await host.call('phase.open', { ref });
      const list = phases.value;
      const id = list.reduce((largest, phase) => Math.max(largest, phase.id), 0) + 1;
      asked.delete(id);
      documents.change(`Phase ${label}`, {
        phases: [
          ...list,
          {
            id,
            ref,
            colour: freeColour(list, PHASE_COLOURS),
            visible: true,
            pressure: 0,
            temperature: ROOM_TEMPERATURE,
          },
        ],
      });
      return warnings;
    },

    remove(phase: PhaseChoice): void {
      documents.change(`Phase ${nameOfRef(phase.ref)} removed`, {
        phases: phases.value.filter(({ id }) => id !== phase.id),
      });
    },
  };
});
