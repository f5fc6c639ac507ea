import type { GeometryHistoryEntry, Session } from '../../src-shared/model/schema-types.generated.ts';
import type { FileRef } from '../../src-shared/rpc/contract.ts';
import { overlayFromJson, overlayToJson } from './pattern-overlay.ts';
import {
  defaultBatch,
  defaultSettings,
  defaultSetup,
  defaultView,
  type Origin,
  type SessionDocument,
  type SettingKey,
} from './session-document.ts';

export interface SnapshotImage {
  readonly ref: FileRef;
  readonly dataset?: string;
  readonly frame: number;
}

export interface Snapshot {
  readonly workspace: string;
  readonly image?: SnapshotImage;
  readonly document: SessionDocument;
  /** Oldest first; absent: none */
  readonly history?: readonly GeometryHistoryEntry[];
}

/** The session file: plain JSON that a person can read and compare. */
export function sessionFromSnapshot({ workspace, image, document, history = [] }: Snapshot, savedAt: Date): Session {
  const { calibration, settings, masks, maskLayers, corrections, calibrantId, ownCalibrant, setup, points, view } =
    document;
  const { overlays, phases, patternBackground, batch, editedFile } = document;
  return {
    version: 1,
    savedAt: savedAt.toISOString(),
    workspace,
    ...(image ? { image } : {}),
    ...(calibration ? { calibration: calibration.calibration, calibrationOrigins: { ...calibration.origins } } : {}),
    ...(calibration?.name === undefined ? {} : { calibrationName: calibration.name }),
    settings,
    masks: [...masks],
    ...(maskLayers.length === 0 ? {} : { maskLayers: [...maskLayers] }),
    ...corrections,
    ...(document.normalizeBy === null ? {} : { normalizeBy: document.normalizeBy }),
    ...(document.switchedOff.length === 0 ? {} : { switchedOff: [...document.switchedOff] }),
    ...(calibrantId === null ? {} : { calibrantId }),
    ...(ownCalibrant === null ? {} : { ownCalibrant }),
    calibrationSetup: setup,
    ...(points.length === 0 ? {} : { points: [...points] }),
    ...(overlays.length === 0 ? {} : { overlays: overlays.map(overlayToJson) }),
    ...(phases.length === 0 ? {} : { phases: [...phases] }),
    ...(patternBackground === null ? {} : { patternBackground }),
    ...(batch.inputs.length === 0 && batch.directory === undefined ? {} : { batch }),
    ...(history.length === 0 ? {} : { calibrationHistory: [...history] }),
    ...(editedFile === null ? {} : { editedFile }),
    view,
  };
}

export function snapshotFromSession(session: Session): Snapshot {
  const { calibration, calibrationName, calibrationOrigins, dark, flat, background } = session;
  const settings = { ...defaultSettings(), ...session.settings };
  return {
    workspace: session.workspace,
    ...(session.image ? { image: session.image } : {}),
    ...(session.calibrationHistory ? { history: session.calibrationHistory } : {}),
    document: {
      calibration: calibration
        ? {
            calibration,
            ...(calibrationName === undefined ? {} : { name: calibrationName }),
            warnings: [],
            origins: calibrationOrigins ?? {},
          }
        : null,
      settings,
      settingOrigins: typedSettings(settings),
      masks: session.masks,
      maskLayers: session.maskLayers ?? [],
      corrections: {
        ...(dark === undefined ? {} : { dark }),
        ...(flat === undefined ? {} : { flat }),
        ...(background === undefined ? {} : { background }),
      },
      normalizeBy: session.normalizeBy ?? null,
      switchedOff: session.switchedOff ?? [],
      calibrantId: session.calibrantId ?? null,
      ownCalibrant: session.ownCalibrant ?? null,
      setup: { ...defaultSetup(), ...session.calibrationSetup },
      points: session.points ?? [],
      overlays: (session.overlays ?? []).map(overlayFromJson),
      phases: session.phases ?? [],
      patternBackground: session.patternBackground ?? null,
      batch: session.batch ?? defaultBatch(),
      editedFile: session.editedFile ?? null,
      view: { ...defaultView(), ...session.view },
    },
  };
}

/** A setting that differs from its default was given by somebody. */
function typedSettings(settings: Session['settings']): SessionDocument['settingOrigins'] {
  const defaults: Partial<Record<string, unknown>> = { ...defaultSettings() };
  const origins: Partial<Record<SettingKey, Origin>> = {};
  for (const [key, value] of Object.entries(settings))
    if (JSON.stringify(value) !== JSON.stringify(defaults[key])) origins[key as SettingKey] = 'typed';
  return origins;
}
