import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { FileKind, FileRef } from '../../src-shared/rpc/contract.ts';
import { useHostStore } from '../session/host-store.ts';

export interface BrowseRequest {
  readonly title: string;
  /** What is asked for; a folder is chosen with 'directory' alone. */
  readonly kinds: readonly FileKind[];
  readonly directory?: FileRef;
  readonly multiple?: boolean;
  /** Only folders that can be written to. */
  readonly writable?: boolean;
}

/** What "Open" lists. */
export const OPENABLE: readonly FileKind[] = [
  'image',
  'calibration',
  'mask',
  'calibrant',
  'points',
  'pattern',
  'phase',
  'session',
];

/** What the window itself shows: dialogs and the palette. Nothing here belongs to the session. */
export const useShellStore = defineStore('shell', () => {
  const host = useHostStore();
  const isPaletteOpen = shallowRef(false);
  const isSaveOpen = shallowRef(false);
  /** Set to bring the form for saving cakes into view. */
  const isCakeSaveOpen = shallowRef(false);
  const isSaveShownOpen = shallowRef(false);
  const areLevelsOpen = shallowRef(false);
  const arePicturesOpen = shallowRef(false);
  const isAboutOpen = shallowRef(false);
  const isReferenceOpen = shallowRef(false);
  const isSaveCalibrationOpen = shallowRef(false);
  const isSavePointsOpen = shallowRef(false);
  const isSaveTogetherOpen = shallowRef(false);
  const isSaveMaskOpen = shallowRef(false);
  const isPanelHidden = shallowRef(false);
  const browseRequest = shallowRef<BrowseRequest>();
  /** Folder looked at last, where the next dialog starts. */
  const lastDirectory = shallowRef<FileRef>();
  let answer: ((refs: readonly FileRef[]) => void) | undefined;

  /** Lets the user choose files, in the native dialog where the host has one. @returns none if the user thinks better */
  async function pick(request: BrowseRequest): Promise<readonly FileRef[]> {
    await host.whenStarted();
    if (host.isDesktop) {
      const isFolder = request.kinds.length === 1 && request.kinds[0] === 'directory';
      const purpose = isFolder ? (request.writable ? 'export-folder' : 'open-folder') : 'open';
      return (await host.call('file.pick', { purpose })).refs;
    }
    answer?.([]);
    browseRequest.value = request;
    return new Promise((resolve) => {
      answer = resolve;
    });
  }

  function answerPick(refs: readonly FileRef[]): void {
    browseRequest.value = undefined;
    answer?.(refs);
    answer = undefined;
  }

  return {
    isPaletteOpen,
    isSaveOpen,
    isCakeSaveOpen,
    isSaveShownOpen,
    areLevelsOpen,
    arePicturesOpen,
    isAboutOpen,
    isReferenceOpen,
    isSaveCalibrationOpen,
    isSavePointsOpen,
    isSaveTogetherOpen,
    isSaveMaskOpen,
    isPanelHidden,
    browseRequest,
    lastDirectory,
    pick,
    answerPick,
  };
});
