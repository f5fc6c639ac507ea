import { inject, type InjectionKey } from 'vue';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { FileRef } from '../../src-shared/rpc/contract.ts';
import { droppedFiles } from '../session/dropped-files.ts';
import { useHostStore } from '../session/host-store.ts';
import { useNoticeStore } from '../session/notice-store.ts';
import { useOpenFiles, type OpenFilesHooks } from '../session/open-files.ts';
import { useSessionStore } from '../session/session-store.ts';
import { OPENABLE, useShellStore } from './shell-store.ts';

export interface Drops {
  takeDrop(transfer: DataTransfer): Promise<void>;
  /** Files that the host knows already, e.g. those dropped on the desktop program. */
  takeRefs(refs: readonly FileRef[]): Promise<void>;
  readonly hooks: OpenFilesHooks;
}

export const dropsKey: InjectionKey<Drops> = Symbol('drops');

/** The way of files into the window; main.ts provides it. */
export function useDrops(): Drops {
  const drops = inject(dropsKey);
  if (!drops) throw new Error('useDrops needs a component below one that provides dropsKey');
  return drops;
}

export function createDrops(): Drops {
  const host = useHostStore();
  const notices = useNoticeStore();
  const files = useOpenFiles();
  const session = useSessionStore();
  const shell = useShellStore();

  const report = (cause: unknown): void => {
    const error = AppError.from(cause);
    if (error.code !== 'cancelled') notices.show({ tone: 'bad', text: error.message });
  };

  const hooks: OpenFilesHooks = {
    async openSession(ref) {
      const before = session.asJson();
      const { name, session: opened } = await host.call('session.open', { ref });
      await session.restore(opened, `The session ${name}`);
      notices.show({
        text: `Went on with the session ${name}.`,
        actions: [{ label: 'Go back', run: () => void session.restore(before, 'The earlier session').catch(report) }],
      });
    },
    showSetup() {
      session.workspace = 'setup';
    },
    browse(directory) {
      shell.pick({ title: 'Open', kinds: OPENABLE, directory, multiple: true }).then(takeRefs).catch(report);
    },
  };

  async function takeRefs(refs: readonly FileRef[]): Promise<void> {
    try {
      await host.whenStarted();
      await files.takeFiles(refs, hooks);
    } catch (cause) {
      report(cause);
    }
  }

  async function takeDrop(transfer: DataTransfer): Promise<void> {
    try {
      const dropped = await droppedFiles(transfer);
      if (host.isDesktop) return; // the program has seen the paths itself and offers them as files
      if (dropped.length === 0) throw new AppError('usage', 'Nothing was dropped that is a file.');
      const refs = await Promise.all(
        dropped.map(async (file) => {
          const bytes = new Uint8Array(await file.arrayBuffer());
          return (await host.call('file.upload', { name: file.name, bytes })).ref;
        }),
      );
      await takeRefs(refs);
    } catch (cause) {
      report(cause);
    }
  }

  return { takeDrop, takeRefs, hooks };
}
