import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createStateFolder, stateFolderPath } from '../../src-main/file/state-folder.ts';

let base: string;
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'annulus-state-'));
});
afterEach(() => rm(base, { recursive: true, force: true }));

describe('stateFolderPath', () => {
  it.each([
    ['linux', {}, '/home/ada/.local/state/annulus'],
    ['linux', { XDG_STATE_HOME: '/var/state' }, '/var/state/annulus'],
    ['linux', { XDG_STATE_HOME: 'relative' }, '/home/ada/.local/state/annulus'],
    ['darwin', { XDG_STATE_HOME: '/var/state' }, '/home/ada/Library/Application Support/Annulus'],
    ['win32', { LOCALAPPDATA: '/c/Local' }, '/c/Local/Annulus'],
    ['win32', {}, '/home/ada/AppData/Local/Annulus'],
    ['linux', { ANNULUS_STATE_FOLDER: '/tmp/mine', XDG_STATE_HOME: '/var/state' }, '/tmp/mine'],
  ])('on %s with %o is %s', (platform, env, expected) => {
    expect(stateFolderPath({ platform, env, home: '/home/ada' })).toBe(expected);
  });
});

describe('state folder', () => {
  it('brings back what was written last, and nothing before', async () => {
    const state = createStateFolder(join(base, 'deep', 'annulus'));
    expect(await state.read('sessions/a.json')).toBeUndefined();
    await state.write('sessions/a.json', '1');
    await state.write('sessions/a.json', '2');
    expect(await state.read('sessions/a.json')).toBe('2');
    expect(await readdir(join(state.path, 'sessions'))).toEqual(['a.json']);
    await state.remove('sessions/a.json');
    expect(await state.read('sessions/a.json')).toBeUndefined();
  });

  it('is open to its owner only', async () => {
    const state = createStateFolder(join(base, 'annulus'));
    await state.write('preferences.json', '{}');
    expect((await stat(state.path)).mode & 0o077).toBe(0);
    expect((await stat(join(state.path, 'preferences.json'))).mode & 0o077).toBe(0);
  });

  it.each(['../a', 'a/../../b', '/etc/passwd', '', 'a//b', '.hidden', 'a\\b', 'a\0'])(
    'refuses the name %j',
    async (name) => {
      const state = createStateFolder(base);
      for (const attempt of [state.read(name), state.write(name, ''), state.remove(name)])
        await expect(attempt).rejects.toMatchObject({ code: 'contract' });
    },
  );
});
