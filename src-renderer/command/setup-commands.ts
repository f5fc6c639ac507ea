import { useNoticeStore } from '../session/notice-store.ts';
import { folderOfRef } from '../session/session-document.ts';
import { useSessionStore } from '../session/session-store.ts';
import { setupKinds } from '../session/setup-kinds.ts';
import { useSetupStore } from '../session/setup-store.ts';
import { useShellStore } from '../shell/shell-store.ts';
import type { Command } from './command-registry.ts';

/** Files that are edited as trees: begin, open, save. */
export function setupCommands(): Command[] {
  const notices = useNoticeStore();
  const session = useSessionStore();
  const setup = useSetupStore();
  const shell = useShellStore();
  const isHere = (): boolean => session.workspace === 'setup';
  const hasFile = (): boolean => setup.file !== null;

  async function open(): Promise<void> {
    const [ref] = await shell.pick({
      title: 'Open a file to edit',
      kinds: ['calibration', 'recipe', 'session', 'mask'],
    });
    if (ref === undefined) return;
    await setup.open(ref);
    session.workspace = 'setup';
  }

  async function save(): Promise<void> {
    const ref = setup.file?.ref;
    if (setup.textError) {
      notices.show({
        tone: 'bad',
        text: `${setup.textError.message} The file is not written: put the text right first.`,
      });
      return;
    }
    if (ref === undefined) {
      setup.isSaveOpen = true;
      return;
    }
    await setup.save({ directory: folderOfRef(ref), name: setup.file!.name, overwrite: true });
    const left = setup.issues.length;
    const problems = left === 1 ? ' One problem is left in it.' : ` ${left} problems are left in it.`;
    notices.show({ tone: left > 0 ? 'warn' : 'good', text: `Saved ${setup.file!.name}.${left > 0 ? problems : ''}` });
  }

  return [
    ...setupKinds.slice(0, -1).map((kind, index): Command => ({
      id: index === 0 ? 'setup.new' : `setup.new.${kind.id}`,
      title: `New: ${kind.label}`,
      menu: 'Setup',
      section: 'new',
      run: () => {
        setup.startNew(kind);
        session.workspace = 'setup';
      },
    })),
    { id: 'setup.open', title: 'Open a file to edit…', menu: 'Setup', section: 'open', run: open },
    {
      id: 'setup.save',
      title: 'Save the edited file',
      menu: 'Setup',
      section: 'save',
      keys: ['Ctrl+S'],
      workspace: 'setup',
      when: () => isHere() && hasFile(),
      run: save,
    },
    {
      id: 'setup.saveAs',
      title: 'Save the edited file as…',
      menu: 'Setup',
      section: 'save',
      keys: ['Ctrl+Shift+S'],
      workspace: 'setup',
      when: () => isHere() && hasFile() && !setup.textError,
      run: () => void (setup.isSaveOpen = true),
    },
    {
      id: 'setup.revert',
      title: 'Back to the saved file',
      menu: 'Setup',
      section: 'save',
      when: () => setup.isModified && setup.file?.savedText !== undefined,
      run: () => setup.revert(),
    },
  ];
}
