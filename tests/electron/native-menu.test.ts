import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { menuTemplate, nativeMenus } from '../../src-main/electron/native-menu.ts';

const folder = fileURLToPath(new URL('../../src-renderer/command/', import.meta.url));
const sources = readdirSync(folder)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(folder + name, 'utf8'))
  .join('\n');
const commands = nativeMenus.flatMap(({ items }) => items.filter((item) => item !== 'separator'));

describe('the native menu', () => {
  it.each(commands.map(({ commandId }) => commandId))('has a command that the window knows: %s', (commandId) => {
    // Some ids are composed, e.g. `view.theme.${theme}`.
    const stem = commandId.slice(0, commandId.lastIndexOf('.'));
    const isWhole = sources.includes(`id: '${commandId}'`);
    const isComposed = sources.includes(`id: \`${stem}.$`) && sources.includes(`'${commandId.slice(stem.length + 1)}'`);
    expect(isWhole || isComposed).toBe(true);
  });

  it('shows keys and leaves them to the window', () => {
    const items = menuTemplate(() => undefined, 'linux').flatMap(({ submenu }) =>
      Array.isArray(submenu) ? submenu : [],
    );
    const withKeys = items.filter(({ accelerator }) => accelerator !== undefined);
    expect(withKeys).toHaveLength(commands.filter(({ keys }) => keys !== undefined).length);
    expect(withKeys.every(({ registerAccelerator }) => registerAccelerator === false)).toBe(true);
  });

  it('has the application and window menus on macOS only', () => {
    const roles = (platform: string) => menuTemplate(() => undefined, platform).flatMap(({ role }) => role ?? []);
    expect(roles('darwin')).toEqual(['appMenu', 'windowMenu']);
    expect(roles('linux')).toEqual([]);
  });
});
