import { useDocumentStore } from '../session/document-store.ts';
import { useImageStore } from '../session/image-store.ts';
import { useNoticeStore } from '../session/notice-store.ts';
import { useOpenFiles, type OpenFilesHooks } from '../session/open-files.ts';
import { useOrientationStore } from '../session/orientation-store.ts';
import { usePatternStore } from '../session/pattern-store.ts';
import { emptyDocument } from '../session/session-document.ts';
import { useSessionStore } from '../session/session-store.ts';
import { offerDownload } from '../shell/hand-out.ts';
import { OPENABLE, useShellStore } from '../shell/shell-store.ts';
import type { Command } from './command-registry.ts';

/** Opening, stepping through files and frames, saving. */
export function fileCommands(hooks: OpenFilesHooks): Command[] {
  const documents = useDocumentStore();
  const image = useImageStore();
  const notices = useNoticeStore();
  const orientations = useOrientationStore();
  const patterns = usePatternStore();
  const session = useSessionStore();
  const shell = useShellStore();
  const files = useOpenFiles();
  const hasImage = (): boolean => image.info !== undefined;
  const hasPattern = (): boolean => patterns.pattern !== undefined;

  async function open(): Promise<void> {
    const refs = await shell.pick({
      title: 'Open image, calibration, mask or session',
      kinds: OPENABLE,
      multiple: true,
    });
    await files.takeFiles(refs, hooks);
  }

  async function openCalibration(): Promise<void> {
    const [ref] = await shell.pick({ title: 'Open calibration', kinds: ['calibration'] });
    if (ref !== undefined) await files.openCalibration(ref);
  }

  async function addMask(): Promise<void> {
    const refs = await shell.pick({ title: 'Add mask', kinds: ['mask', 'image'], multiple: true });
    for (const ref of refs) await files.addMask(ref);
  }

  async function step(direction: -1 | 1): Promise<void> {
    if (!(await image.step(direction)))
      notices.show({
        text: `${image.info?.name ?? 'This'} is the ${direction < 0 ? 'first' : 'last'} image of its folder.`,
      });
  }

  return [
    { id: 'file.open', title: 'Open…', menu: 'File', section: 'open', keys: ['Ctrl+O'], run: open },
    {
      id: 'file.openCalibration',
      title: 'Open calibration…',
      menu: 'File',
      section: 'open',
      keys: ['Ctrl+Shift+O'],
      run: openCalibration,
    },
    { id: 'file.addMask', title: 'Add mask…', menu: 'File', section: 'open', run: addMask },
    {
      id: 'file.previous',
      title: 'Previous file',
      menu: 'File',
      section: 'step',
      keys: ['ArrowLeft', 'Alt+ArrowLeft'],
      when: hasImage,
      run: () => step(-1),
    },
    {
      id: 'file.next',
      title: 'Next file',
      menu: 'File',
      section: 'step',
      keys: ['ArrowRight', 'Alt+ArrowRight'],
      when: hasImage,
      run: () => step(1),
    },
    {
      id: 'file.previousFrame',
      title: 'Previous frame',
      menu: 'File',
      section: 'step',
      keys: ['PageUp'],
      when: () => hasImage() && image.frameNumber > 0,
      run: () => image.showFrame(image.frameNumber - 1),
    },
    {
      id: 'file.nextFrame',
      title: 'Next frame',
      menu: 'File',
      section: 'step',
      keys: ['PageDown'],
      when: () => hasImage() && image.frameNumber < (image.info?.frameCount ?? 1) - 1,
      run: () => image.showFrame(image.frameNumber + 1),
    },
    {
      id: 'file.savePattern',
      title: 'Save pattern…',
      menu: 'File',
      section: 'save',
      keys: ['Ctrl+S'],
      when: hasPattern,
      run: () => void (shell.isSaveOpen = true),
    },
    {
      id: 'file.saveCake',
      title: 'Save cake…',
      menu: 'File',
      section: 'save',
      when: hasPattern,
      run: () => void (shell.isCakeSaveOpen = true),
    },
    {
      id: 'file.downloadSession',
      title: 'Save session as a file…',
      menu: 'File',
      section: 'save',
      run: () =>
        offerDownload(`${image.info?.name ?? 'annulus'}.session.json`, JSON.stringify(session.asJson(), null, 2)),
    },
    {
      id: 'file.newSession',
      title: 'New session',
      menu: 'File',
      section: 'session',
      run: () => {
        const before = session.asJson();
        image.close();
        documents.reset({ ...emptyDocument(), view: documents.view });
        orientations.question = undefined;
        notices.show({
          text: 'New session.',
          actions: [{ label: 'Go back to the old one', run: () => void session.restore(before, 'The old session') }],
        });
      },
    },
  ];
}
