import type { Ajv } from 'ajv';
import type { Preferences, Session } from '../../src-shared/model/schema-types.generated.ts';
import type { Handlers } from '../../src-shared/rpc/contract.ts';
import type { StateFolder } from '../file/state-folder.ts';
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
