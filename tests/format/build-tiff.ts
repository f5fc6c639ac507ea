/** Options of a TIFF made for a test. */
export interface TiffRecipe {
  readonly littleEndian?: boolean;
  /** 64-bit offsets */
  readonly big?: boolean;
  readonly pages: readonly TiffPageRecipe[];
}

export interface TiffPageRecipe {
  /** Tag → value or values; SHORT for small tags, LONG for the rest. Offsets of blocks are filled in. */
  readonly tags: Readonly<Record<number, number | readonly number[] | string>>;
  /** Strips or tiles as stored. */
  readonly blocks: readonly Uint8Array[];
}

const SHORT_TAGS = new Set([258, 259, 262, 277, 284, 317, 339]);

/** Writes a TIFF: header, blocks, then the directories. Block offsets go to 324/325 where there is a tile width, else 273/279. */
export function buildTiff({ littleEndian = true, big = false, pages }: TiffRecipe): Uint8Array {
  const out = new Uint8Array(1 << 20);
  const view = new DataView(out.buffer);
  const u16 = (at: number, value: number) => view.setUint16(at, value, littleEndian);
  const u32 = (at: number, value: number) => view.setUint32(at, value, littleEndian);
  const offset = (at: number, value: number) =>
    big ? view.setBigUint64(at, BigInt(value), littleEndian) : u32(at, value);
  const width = big ? 8 : 4;
  out.set(littleEndian ? [0x49, 0x49] : [0x4d, 0x4d]);
  u16(2, big ? 43 : 42);
  if (big) u16(4, 8);
  let link = big ? 8 : 4; // where the place of the next directory is written
  let end = big ? 16 : 8;
  const take = (length: number) => {
    const at = end;
    end += length + (length & 1);
    return at;
  };
  for (const { tags, blocks } of pages) {
    const places = blocks.map((block) => {
      const at = take(block.length);
      out.set(block, at);
      return at;
    });
    const isTiled = 322 in tags;
    const all: [number, number | readonly number[] | string][] = [
      ...Object.entries(tags).map(([tag, value]) => [Number(tag), value] as [number, typeof value]),
      [isTiled ? 324 : 273, places],
      [isTiled ? 325 : 279, blocks.map(({ length }) => length)],
    ];
    all.sort((a, b) => a[0] - b[0]);
    const entries = all.map(([tag, value]) => {
      if (typeof value === 'string') return { tag, type: 2, bytes: 1, values: [...Buffer.from(`${value}\0`)] };
      const values = typeof value === 'number' ? [value] : [...value];
      return SHORT_TAGS.has(tag) ? { tag, type: 3, bytes: 2, values } : { tag, type: 4, bytes: 4, values };
    });
    const put = (at: number, bytes: number, values: readonly number[]) =>
      values.forEach((value, i) => {
        if (bytes === 1) out[at + i] = value;
        else if (bytes === 2) u16(at + 2 * i, value);
        else u32(at + 4 * i, value);
      });
    const stored = entries.map((entry) => {
      const length = entry.bytes * entry.values.length;
      const at = length > width ? take(length) : 0;
      if (at > 0) put(at, entry.bytes, entry.values);
      return { ...entry, at };
    });
    const entryBytes = big ? 20 : 12;
    const directory = take((big ? 8 : 2) + entries.length * entryBytes + width);
    offset(link, directory);
    if (big) offset(directory, entries.length);
    else u16(directory, entries.length);
    stored.forEach(({ tag, type, bytes, values, at }, i) => {
      const entry = directory + (big ? 8 : 2) + i * entryBytes;
      u16(entry, tag);
      u16(entry + 2, type);
      offset(entry + 4, values.length);
      if (at > 0) offset(entry + 4 + width, at);
      else put(entry + 4 + width, bytes, values);
    });
    link = directory + (big ? 8 : 2) + entries.length * entryBytes;
  }
  return out.slice(0, end);
}

/** Bytes of numbers in either order. */
export function bytesOf(values: readonly number[], bytesPerSample: 1 | 2 | 4, littleEndian = true): Uint8Array {
  const out = new Uint8Array(values.length * bytesPerSample);
  const view = new DataView(out.buffer);
  values.forEach((value, i) => {
    if (bytesPerSample === 1) out[i] = value;
    else if (bytesPerSample === 2) view.setUint16(2 * i, value, littleEndian);
    else view.setUint32(4 * i, value, littleEndian);
  });
  return out;
}
