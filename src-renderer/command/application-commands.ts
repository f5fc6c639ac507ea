import { useDocumentStore } from '../session/document-store.ts';
import type { OpenFilesHooks } from '../session/open-files.ts';
import { useShellStore } from '../shell/shell-store.ts';
import { batchCommands } from './batch-commands.ts';
import { calibrateCommands } from './calibrate-commands.ts';
import { togetherCommands } from './together-commands.ts';
import { calibrationCommands } from './calibration-commands.ts';
import type { Command } from './command-registry.ts';
import { fileCommands } from './file-commands.ts';
import { maskCommands } from './mask-commands.ts';
import { overlayCommands } from './overlay-commands.ts';
import { pictureCommands } from './picture-commands.ts';
import { patternCommands } from './pattern-commands.ts';
import { rangeCommands } from './range-commands.ts';
import { setupCommands } from './setup-commands.ts';
import { viewCommands } from './view-commands.ts';

/** Every action of the window that belongs to no single workspace, in the order of the menus. */
export function applicationCommands(hooks: OpenFilesHooks): Command[] {
  const documents = useDocumentStore();
  const shell = useShellStore();

  return [
    ...fileCommands(hooks),
    {
      id: 'edit.undo',
      title: () => (documents.undoLabel === undefined ? 'Undo' : `Undo: ${documents.undoLabel}`),
      menu: 'Edit',
      section: 'history',
      keys: ['Ctrl+Z'],
      when: () => documents.undoLabel !== undefined,
      run: () => void documents.undo(),
    },
    {
      id: 'edit.redo',
      title: () => (documents.redoLabel === undefined ? 'Redo' : `Redo: ${documents.redoLabel}`),
      menu: 'Edit',
      section: 'history',
      keys: ['Ctrl+Shift+Z', 'Ctrl+Y'],
      when: () => documents.redoLabel !== undefined,
      run: () => void documents.redo(),
    },
    ...viewCommands(),
    ...calibrateCommands(),
    ...togetherCommands(),
    ...calibrationCommands(),
    ...maskCommands(),
    ...patternCommands(),
    ...overlayCommands(),
    ...rangeCommands(),
    ...batchCommands(),
    ...pictureCommands(),
    ...setupCommands(),
    {
      id: 'help.palette',
      title: 'All commands…',
      menu: 'Help',
      keys: ['Ctrl+K', 'F1'],
      run: () => void (shell.isPaletteOpen = true),
    },
    {
      id: 'help.fields',
      title: 'Fields of the files…',
      menu: 'Help',
      run: () => void (shell.isReferenceOpen = true),
    },
    { id: 'help.about', title: 'About Annulus', menu: 'Help', run: () => void (shell.isAboutOpen = true) },
  ];
}
