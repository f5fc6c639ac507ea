const KEY = 'annulus.window';

/** What this module needs of a browser; tests pass their own. */
export interface WindowStorage {
  readonly session: Pick<Storage, 'getItem' | 'setItem'>;
  readonly local: Pick<Storage, 'getItem' | 'setItem'>;
  /** Whether nobody else holds the name; holds it until the window closes. Absent where the browser has no locks. */
  readonly claim?: (name: string) => Promise<boolean>;
}

/**
 * The id under which this window's session is kept: the same after a reload or a crash, another one in a second tab.
 *
 * A reload finds the id in its own tab. After a crash of the browser the last id of any tab is taken up, unless a living
 * tab holds it.
 */
export async function claimWindowId({ session, local, claim }: WindowStorage): Promise<string> {
  const own = session.getItem(KEY);
  const last = local.getItem(KEY);
  const candidates = claim ? [own, last] : [own];
  let id: string | undefined;
  for (const candidate of candidates) {
    if (candidate !== null && /^[A-Za-z0-9-]{8,64}$/.test(candidate) && (!claim || (await claim(candidate)))) {
      id = candidate;
      break;
    }
  }
  if (id === undefined) {
    id = randomId();
    await claim?.(id);
  }
  session.setItem(KEY, id);
  local.setItem(KEY, id);
  return id;
}

function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return `w-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

export function browserStorage(): WindowStorage {
  const storage = { session: sessionStorage, local: localStorage };
  // Locks exist in secure contexts only: loopback and https.
  const { locks } = navigator as { readonly locks?: LockManager };
  if (!locks) return storage;
  const claim = (name: string): Promise<boolean> =>
    new Promise((resolve) => {
      void locks.request(`annulus:${name}`, { ifAvailable: true }, (lock) => {
        resolve(lock !== null);
        return lock === null ? undefined : new Promise<void>(() => undefined); // held as long as the window lives
      });
    });
  return { ...storage, claim };
}
