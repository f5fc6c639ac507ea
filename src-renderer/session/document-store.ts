import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { createUndoHistory } from '../command/undo-history.ts';
import type { IntegrationSettings } from '../../src-shared/model/schema-types.generated.ts';
import type { FileRef } from '../../src-shared/rpc/contract.ts';
import { appliedCorrections, type AppliedCorrections, type CorrectionStep } from './correction-chain.ts';
import {
  emptyDocument,
  type CalibrationInUse,
  type CorrectionRole,
  type SessionDocument,
  type SettingKey,
  type View,
} from './session-document.ts';

/** What the user works on, behind the one undo history. Every change has a label and passes through `change`. */
export const useDocumentStore = defineStore('document', () => {
  const history = createUndoHistory<SessionDocument>(emptyDocument());
  const current = shallowRef(history.state);
  const undoLabel = shallowRef<string>();
  const redoLabel = shallowRef<string>();

  function publish(): void {
    current.value = history.state;
    undoLabel.value = history.past.at(-1)?.label;
    redoLabel.value = history.future.at(-1)?.label;
  }

  function change(label: string, patch: Partial<SessionDocument>, mergeKey?: string): void {
    history.change(label, { ...history.state, ...patch }, mergeKey);
    publish();
  }

  return {
    current,
    undoLabel,
    redoLabel,
    settings: computed(() => current.value.settings),
    /** The same objects as long as they say the same: whoever watches them must not start for nothing. */
    applied: computed<AppliedCorrections>((before) => {
      const now = appliedCorrections(current.value);
      return before && JSON.stringify(before) === JSON.stringify(now) ? before : now;
    }),
    calibration: computed(() => current.value.calibration),
    view: computed(() => current.value.view),
    change,

    /** Sets one setting; `undefined` takes an optional one away. */
    changeSetting<K extends SettingKey>(label: string, key: K, value: IntegrationSettings[K] | undefined): void {
      const { [key]: previous, ...others } = history.state.settings;
      if (JSON.stringify(previous) === JSON.stringify(value)) return;
      const settings = (value === undefined ? others : { ...others, [key]: value }) as IntegrationSettings;
      const settingOrigins = { ...history.state.settingOrigins, [key]: 'typed' as const };
      change(label, { settings, settingOrigins }, `setting:${key}`);
    },

    changeCalibration(label: string, calibration: CalibrationInUse | null, mergeKey?: string): void {
      change(label, { calibration }, mergeKey);
    },

    changeView(label: string, patch: { [K in keyof View]?: View[K] | undefined }, mergeKey?: string): void {
      const view = Object.fromEntries(
        Object.entries({ ...history.state.view, ...patch }).filter(([, value]) => value !== undefined),
      ) as unknown as View;
      change(label, { view }, mergeKey);
    },

    changeCorrection(label: string, role: CorrectionRole, ref: FileRef | undefined): void {
      const others = Object.entries(history.state.corrections).filter(([key]) => key !== role);
      const corrections = Object.fromEntries(ref === undefined ? others : [...others, [role, ref]]);
      change(label, { corrections });
    },

    /** Switches a correction on or off; what it is set to stays. */
    switchCorrection(label: string, step: CorrectionStep, isOn: boolean): void {
      const others = history.state.switchedOff.filter((one) => one !== step);
      change(`${label} ${isOn ? 'on' : 'off'}`, { switchedOff: isOn ? others : [...others, step] });
    },

    undo(): string | undefined {
      const label = history.undo()?.label;
      publish();
      return label;
    },
    redo(): string | undefined {
      const label = history.redo()?.label;
      publish();
      return label;
    },
    /** Takes a restored session as the starting point. */
    reset(state: SessionDocument): void {
      history.reset(state);
      publish();
    },
  };
});
