import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { AppError } from '../../src-shared/model/app-error.ts';
import { writeWhole } from './atomic-write.ts';
import { diskError, errorCode } from './disk-error.ts';

/** Small files that the program keeps between runs: sessions, preferences. Readable by their owner only. */
export interface StateFolder {
  readonly path: string;
  /** @returns the text, or undefined if there is no such file */
  read(name: string): Promise<string | undefined>;
  /** Written whole, replacing what was there; folders in `name` are created. */
  write(name: string, text: string): Promise<void>;
  remove(name: string): Promise<void>;
  /** Removes the oldest files of a folder beyond `most`. */
  prune(folder: string, most: number): Promise<void>;
}

interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  readonly home: string;
}

const HERE: Surroundings = { env: process.env, platform: process.platform, home: homedir() };
const NAME = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}$/;

/** Where state belongs on this system; ANNULUS_STATE_FOLDER overrides. The folder need not exist. */
export function stateFolderPath({ env, platform, home }: Surroundings = HERE): string {
  const absolute = (name: string): string | undefined => {
    const path = env[name];
    return path && isAbsolute(path) ? path : undefined; // the XDG rules ignore relative paths
  };
  const own = absolute('ANNULUS_STATE_FOLDER');
  if (own) return own;
  if (platform === 'win32') return join(absolute('LOCALAPPDATA') ?? join(home, 'AppData', 'Local'), 'Annulus');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Annulus');
  return join(absolute('XDG_STATE_HOME') ?? join(home, '.local', 'state'), 'annulus');
}

export function createStateFolder(path = stateFolderPath()): StateFolder {
  function locate(name: string): string {
    const parts = name.split('/');
    if (!parts.every((part) => NAME.test(part)))
      throw new AppError('contract', `"${name.slice(0, 80)}" cannot be the name of a stored file.`);
    return join(path, ...parts);
  }
  return {
    path,
    async read(name) {
      const file = locate(name);
      try {
        return await readFile(file, 'utf8');
      } catch (cause) {
        if (errorCode(cause) === 'ENOENT') return undefined;
        throw diskError(cause, file);
      }
    },
    async write(name, text) {
      const file = locate(name);
      await mkdir(dirname(file), { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
        throw diskError(cause, dirname(file));
      });
      await writeWhole(file, text, { overwrite: true, mode: 0o600 });
    },
    async prune(folder, most) {
      const directory = locate(folder);
      const names = await readdir(directory);
      if (names.length <= most) return;
      const files = await Promise.all(
        names.map(async (name) => ({ name, time: (await stat(join(directory, name))).mtimeMs })),
      );
      files.sort((a, b) => a.time - b.time);
      for (const { name } of files.slice(0, files.length - most)) await rm(join(directory, name), { force: true });
    },
    async remove(name) {
      const file = locate(name);
      await rm(file, { force: true }).catch((cause: unknown) => {
        throw diskError(cause, file);
      });
    },
  };
}
