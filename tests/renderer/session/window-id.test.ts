import { describe, expect, it } from 'vitest';
import { claimWindowId } from '../../../src-renderer/session/window-id.ts';

function storage(initial: string | null = null) {
  let value = initial;
  return { getItem: () => value, setItem: (_key: string, next: string) => void (value = next), value: () => value };
}

/** Browser with one lock per name. */
function locks() {
  const held = new Set<string>();
  return async (name: string) => !held.has(name) && Boolean(held.add(name));
}

describe('claimWindowId', () => {
  it('makes a new id that a session may be called by', async () => {
    const [session, local] = [storage(), storage()];
    const id = await claimWindowId({ session, local, claim: locks() });
    expect(id).toMatch(/^[A-Za-z0-9-]{8,64}$/);
    expect([session.value(), local.value()]).toEqual([id, id]);
  });

  it('keeps its id over a reload', async () => {
    const id = await claimWindowId({
      session: storage('w-0123456789'),
      local: storage('w-other00000'),
      claim: locks(),
    });
    expect(id).toBe('w-0123456789');
  });

  it('takes up the last session after a crash of the browser', async () => {
    const id = await claimWindowId({ session: storage(), local: storage('w-0123456789'), claim: locks() });
    expect(id).toBe('w-0123456789');
  });

  it('leaves a session to the tab that lives in it', async () => {
    const claim = locks();
    const local = storage();
    const first = await claimWindowId({ session: storage(), local, claim });
    const second = await claimWindowId({ session: storage(), local, claim });
    const duplicated = await claimWindowId({ session: storage(first), local, claim });
    expect(new Set([first, second, duplicated]).size).toBe(3);
  });

  it('never takes the id of an unknown tab where the browser has no locks', async () => {
    expect(await claimWindowId({ session: storage(), local: storage('w-0123456789') })).not.toBe('w-0123456789');
  });

  it('replaces an id that is none', async () => {
    expect(await claimWindowId({ session: storage('../x'), local: storage(), claim: locks() })).toMatch(/^w-/);
  });
});
