import type { MenuItemConstructorOptions } from 'electron';

interface NativeCommand {
  readonly label: string;
  /** In the registry of the window, see src-renderer/command/. */
  readonly commandId: string;
  /** Shown only: the window handles the keys itself. */
  readonly keys?: string;
}

const SEPARATOR = 'separator';

/** The commands that stand in the native menu too; the window's own menus have all of them. */
export const nativeMenus: readonly {
  readonly label: string;
  readonly items: readonly (NativeCommand | typeof SEPARATOR)[];
}[] = [
  {
    label: 'File',
    items: [
      { label: 'Open…', commandId: 'file.open', keys: 'CmdOrCtrl+O' },
      { label: 'Open Calibration…', commandId: 'file.openCalibration', keys: 'CmdOrCtrl+Shift+O' },
      SEPARATOR,
      { label: 'Save Pattern…', commandId: 'file.savePattern', keys: 'CmdOrCtrl+S' },
    ],
  },
  {
    label: 'Edit',
    items: [
      { label: 'Undo', commandId: 'edit.undo', keys: 'CmdOrCtrl+Z' },
      { label: 'Redo', commandId: 'edit.redo', keys: 'CmdOrCtrl+Shift+Z' },
    ],
  },
  {
    label: 'View',
    items: [
      { label: 'Dark Theme', commandId: 'view.theme.dark' },
      { label: 'Light Theme', commandId: 'view.theme.light' },
    ],
  },
  {
    label: 'Help',
    items: [
      { label: 'All Commands…', commandId: 'help.palette', keys: 'CmdOrCtrl+K' },
      { label: 'About Annulus', commandId: 'help.about' },
    ],
  },
];

/** @param invoke  called with the id of the command that was chosen */
export function menuTemplate(invoke: (commandId: string) => void, platform: string): MenuItemConstructorOptions[] {
  const menus = nativeMenus.map(({ label, items }): MenuItemConstructorOptions => {
    const submenu = items.map((item): MenuItemConstructorOptions => {
      if (item === SEPARATOR) return { type: 'separator' };
      const keys = item.keys === undefined ? {} : { accelerator: item.keys, registerAccelerator: false };
      return { label: item.label, ...keys, click: () => invoke(item.commandId) };
    });
    // Text fields need the system's own clipboard commands on macOS.
    if (label === 'Edit') submenu.push({ type: 'separator' }, { role: 'cut' }, { role: 'copy' }, { role: 'paste' });
    if (label === 'File') submenu.push({ type: 'separator' }, { role: 'quit' });
    return { label, submenu };
  });
  return platform === 'darwin' ? [{ role: 'appMenu' }, ...menus, { role: 'windowMenu' }] : menus;
}
