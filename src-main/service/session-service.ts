import type { Ajv } from 'ajv';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { Preferences, Session } from '../../src-shared/model/schema-types.generated.ts';
import type { Handlers } from '../../src-shared/rpc/contract.ts';
import type { FileAccess } from '../file/file-access.ts';
import type { StateFolder } from '../file/state-folder.ts';
import { readTextFile } from '../file/text-file.ts';
import { createStoredJson } from '../store/stored-json.ts';

const DEFAULT_PREFERENCES: Preferences = { theme: 'system', fontScale: 1, mousePreset: 'dioptas', splitters: {} };

/** What a window keeps between runs: its session and the user's preferences, as readable JSON in the state folder. */
export function createSessionService(state: StateFolder, ajv: Ajv) {
  // The router has checked the id: letters, digits and dashes.
  const stored = (sessionId: string) =>
    createStoredJson<Session>(state, ajv, `sessions/${sessionId}.json`, 'annulus/session.schema.json');
  const preferences = createStoredJson<Preferences>(state, ajv, 'preferences.json', 'annulus/preferences.schema.json');
  return {
    'session.load': async ({ sessionId }) => ({ session: (await stored(sessionId).load()) ?? null }),
    'session.save': async ({ sessionId, session }) => {
      await stored(sessionId).save(session);
      return null;
    },
    'preferences.load': async () => ({ preferences: (await preferences.load()) ?? DEFAULT_PREFERENCES }),
    'preferences.save': async ({ preferences: value }) => {
      await preferences.save(value);
      return null;
    },
  } satisfies Partial<Handlers>;
}

/** Reads sessions that were saved as files, of this program or by hand. */
export function createSessionFileService(files: FileAccess, ajv: Ajv) {
  return {
    'session.open': async ({ ref }) => {
      const { name } = await files.entry(ref);
      return { name, session: parseSession(await readTextFile(await files.resolve(ref)), name, ajv) };
    },
  } satisfies Partial<Handlers>;
}

/** @throws AppError  "format" if the text is no session that this program reads */
function parseSession(text: string, name: string, ajv: Ajv): Session {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new AppError('format', `${name} is not JSON, as a session file must be: ${reason}.`, { cause });
  }
  const version = typeof value === 'object' && value !== null && 'version' in value ? value.version : undefined;
  if (typeof version === 'number' && version !== 1)
    throw new AppError('format', `${name} is a session of version ${version}, this program reads version 1.`);
  const validate = ajv.getSchema<Session>('annulus/session.schema.json');
  if (!validate) throw new AppError('internal', 'There is no schema for sessions.');
  if (!validate(value)) {
    const reason = ajv.errorsText(validate.errors, { dataVar: 'session' });
    throw new AppError('format', `${name} is no session of annulus: ${reason}.`);
  }
  return value as Session;
}
