import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { Session } from '../../src-shared/model/schema-types.generated.ts';
import type { FileRef } from '../../src-shared/rpc/contract.ts';
import { useCalibrationHistoryStore } from './calibration-history-store.ts';
import { useDocumentStore } from './document-store.ts';
import { useHostStore } from './host-store.ts';
import { useImageStore } from './image-store.ts';
import { useNoticeStore } from './notice-store.ts';
import { useOrientationStore } from './orientation-store.ts';
import { usePatternStore } from './pattern-store.ts';
import { useResourceStore } from './resource-store.ts';
import { nameOfRef, type CorrectionRole, type SessionDocument } from './session-document.ts';
import { sessionFromSnapshot, snapshotFromSession, type SnapshotImage } from './session-snapshot.ts';

const SAVE_DELAY = 1000; // ms

/** Keeps the session on the host as the user works, and brings it back. */
export const useSessionStore = defineStore('session', () => {
  const host = useHostStore();
  const documents = useDocumentStore();
  const history = useCalibrationHistoryStore();
  const image = useImageStore();
  const notices = useNoticeStore();
  const orientations = useOrientationStore();
  const patterns = usePatternStore();
  const resources = useResourceStore();
  const workspace = shallowRef('calibration');
  const savedAt = shallowRef<Date>();
  const saveError = shallowRef<AppError>();
  /** The image of the session, kept even while its file cannot be opened, so that saving does not forget it. */
  const unopened = shallowRef<SnapshotImage>();
  let windowId: string | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const shownImage = computed<SnapshotImage | undefined>(() => {
    if (!image.info) return unopened.value;
    const { ref, dataset } = image.info;
    return { ref, ...(dataset === undefined ? {} : { dataset }), frame: image.frameNumber };
  });

  function asJson(): Session {
    return sessionFromSnapshot(
      {
        workspace: workspace.value,
        document: documents.current,
        history: history.entries,
        ...(shownImage.value ? { image: shownImage.value } : {}),
      },
      new Date(),
    );
  }

  async function save(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    if (windowId === undefined) return;
    try {
      await host.call('session.save', { sessionId: windowId, session: asJson() });
      savedAt.value = new Date();
      saveError.value = undefined;
    } catch (cause) {
      const error = AppError.from(cause);
      if (error.code !== 'cancelled') saveError.value = error;
    }
  }

  /** Leaving the page: the host may not get the last word any more, the browser's own storage does. */
  function saveOnLeave(): void {
    if (windowId === undefined || timer === undefined) return;
    localStorage.setItem(backupKey(windowId), JSON.stringify(asJson()));
    void save();
  }

  watch([() => documents.current, () => history.entries, shownImage, workspace], () => {
    if (windowId === undefined) return;
    clearTimeout(timer);
    timer = setTimeout(() => void save(), SAVE_DELAY);
  });

  /** Opens every file that a session names. @returns what could not be opened, in words */
  async function withoutLostFiles(document: SessionDocument): Promise<{ document: SessionDocument; lost: string[] }> {
    const lost: string[] = [];
    const isThere = async (what: string, ref: FileRef, open: (ref: FileRef) => Promise<unknown>): Promise<boolean> => {
      try {
        await open(ref);
        return true;
      } catch (cause) {
        lost.push(`${what} ${nameOfRef(ref)}: ${AppError.from(cause).message}`);
        return false;
      }
    };
    const masks: FileRef[] = [];
    for (const ref of document.masks) if (await isThere('Mask', ref, resources.openMask)) masks.push(ref);
    const corrections: Partial<Record<CorrectionRole, FileRef>> = {};
    for (const role of ['dark', 'flat', 'background'] as const) {
      const ref = document.corrections[role];
      if (ref !== undefined && (await isThere(`Image for ${role}`, ref, resources.openImage))) corrections[role] = ref;
    }
    return { document: { ...document, masks, corrections }, lost };
  }

  /** Puts a session in place of the present one. The undo history starts anew. */
  async function restore(session: Session, origin: string): Promise<void> {
    const snapshot = snapshotFromSession(session);
    await patterns.whileHeld(async () => {
      orientations.question = undefined;
      workspace.value = snapshot.workspace;
      image.close();
      unopened.value = snapshot.image;
      const { document, lost } = await withoutLostFiles(snapshot.document);
      history.restore(snapshot.history ?? []);
      documents.reset(document);
      if (snapshot.image) {
        const { ref, dataset, frame } = snapshot.image;
        try {
          await image.open(ref, { dataset, frame });
          unopened.value = undefined;
        } catch (cause) {
          lost.unshift(`Image ${nameOfRef(ref)}: ${AppError.from(cause).message}`);
          image.error = undefined;
        }
      }
      if (lost.length > 0)
        notices.show({ tone: 'warn', text: `${origin} was restored, but for ${countOf(lost.length)}:`, details: lost });
    });
  }

  /** Takes up the session kept for this window, if there is one. */
  async function resume(id: string): Promise<void> {
    const backup = readBackup(id);
    const { session: saved } = await host.call('session.load', { sessionId: id });
    const newest = backup && (!saved || backup.savedAt > saved.savedAt) ? backup : saved;
    if (newest) await restore(newest, 'The last session');
    windowId = id;
    localStorage.removeItem(backupKey(id));
    if (newest === backup && backup) await save();
  }

  return {
    workspace,
    savedAt,
    saveError,
    asJson,
    save,
    saveOnLeave,
    restore,
    resume,
    /** After the connection was lost the host may have forgotten what was open. */
    async reopen(): Promise<void> {
      resources.forgetAll();
      const { info, frameNumber } = image;
      await patterns.whileHeld(async () => {
        if (info) await image.open(info.ref, { dataset: info.dataset, frame: frameNumber });
      });
      patterns.repeat();
      await save();
    },
  };
});

function backupKey(id: string): string {
  return `annulus.session.${id}`;
}

function readBackup(id: string): Session | undefined {
  const text = localStorage.getItem(backupKey(id));
  if (text === null) return undefined;
  try {
    return JSON.parse(text) as Session;
  } catch {
    return undefined; // half written while the machine went down; the host's copy remains
  }
}

function countOf(count: number): string {
  return count === 1 ? 'one file' : `${count} files`;
}
