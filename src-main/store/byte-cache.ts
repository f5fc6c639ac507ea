/** Keeps values up to a number of bytes; the least recently used go first. */
export interface ByteCache<V> {
  find(key: string): V | undefined;
  /** A value larger than the whole cache is not kept. */
  keep(key: string, value: V, bytes: number): void;
  /** Forgets every key that begins with this. */
  forget(prefix: string): void;
  readonly bytes: number;
}

export function createByteCache<V>(maxBytes: number): ByteCache<V> {
  const entries = new Map<string, { readonly value: V; readonly bytes: number }>(); // in order of use
  let total = 0;

  function remove(key: string): void {
    total -= entries.get(key)?.bytes ?? 0;
    entries.delete(key);
  }
  return {
    find(key) {
      const entry = entries.get(key);
      if (!entry) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },
    keep(key, value, bytes) {
      remove(key);
      if (bytes > maxBytes) return;
      entries.set(key, { value, bytes });
      total += bytes;
      for (const oldest of entries.keys()) {
        if (total <= maxBytes) break;
        remove(oldest);
      }
    },
    forget(prefix) {
      for (const key of [...entries.keys()]) if (key.startsWith(prefix)) remove(key);
    },
    get bytes() {
      return total;
    },
  };
}
