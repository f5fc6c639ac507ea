import { readFile } from 'node:fs/promises';
import { formatExponential, formatFixed } from '../../src-shared/format/exact-decimal.ts';
import type { NumberRows, WriteRows } from '../../src-shared/format/number-rows.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import { leastDoubles, powersOfTen } from './power-tables.ts';

/** What assembly/index.ts exports; see there. */
interface Exports {
  freeFrom(): number;
  readonly FIRST_POWER: { readonly value: number };
  readonly LAST_POWER: { readonly value: number };
  usePowers(at: number): void;
  useTens(at: number): void;
  writeRows(
    from: number,
    to: number,
    heads: number,
    starts: number,
    columns: number,
    values: number,
    wide: boolean,
    stride: number,
    isFixed: boolean,
    digits: number,
    unit: bigint,
    width: number,
    empty: number,
    separator: number,
    out: number,
  ): number;
}

const PAGE_BYTES = 65536;
/** Must be what the program was compiled with. */
const MAX_PAGES = 65536;
/** As assembly/index.ts counts them. */
const EMPTY: readonly NumberRows['empty'][] = ['nan', 'zero', 'zero row', 'no row'];
/** The longest number: sign, 309 digits, point and 15 more, with its separator. */
const LONGEST = 336;
/** Rows are written in blocks of so many bytes at most. */
const BLOCK_BYTES = 2 ** 20;
/** Beside the bundles; from the sources, where the build puts it. */
const PLACES = ['./text.wasm', '../../out/main/text.wasm'];

let loading: Promise<WriteRows> | undefined;

/**
 * The fast way to write rows of numbers, once per thread. What it gives is overwritten by the next rows that it writes.
 *
 * @throws AppError  if the build has not made it
 */
export function loadWriteRows(): Promise<WriteRows> {
  loading ??= createWriteRows();
  return loading;
}

async function createWriteRows(): Promise<WriteRows> {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: MAX_PAGES, shared: false });

  function writeSlowly(value: number, isFixed: number, digits: number, width: number, at: number): number {
    const text = isFixed === 0 ? formatExponential(value, digits) : formatFixed(value, digits);
    return new TextEncoder().encodeInto(text.padStart(width), new Uint8Array(memory.buffer, at)).written;
  }

  const instance = new WebAssembly.Instance(await compile(), { env: { memory, writeSlowly } });
  const program = instance.exports as unknown as Exports;
  const reserve = (bytes: number): void => {
    const missing = Math.ceil(bytes / PAGE_BYTES) - memory.buffer.byteLength / PAGE_BYTES;
    if (missing > 0) memory.grow(missing);
  };
  const powers = powersOfTen(program.FIRST_POWER.value, program.LAST_POWER.value);
  const tens = leastDoubles();
  const powersAt = aligned(program.freeFrom());
  const tensAt = aligned(powersAt + powers.byteLength);
  const free = aligned(tensAt + tens.byteLength);
  reserve(free);
  new BigUint64Array(memory.buffer, powersAt, powers.length).set(powers);
  new Float64Array(memory.buffer, tensAt, tens.length).set(tens);
  program.usePowers(powersAt);
  program.useTens(tensAt);

  return ({ heads, columns, form, separator, empty }) => {
    const { kind, digits, width } = form;
    const rows = columns[0]?.length ?? 0;
    const wide = !columns.every((column) => column instanceof Float32Array);
    const values = free;
    const starts = aligned(values + rows * columns.length * (wide ? 8 : 4));
    const headsAt = aligned(starts + 4 * (rows + 1));
    const out = aligned(headsAt + heads.bytes.length + 8);
    const longestHead = heads.starts.reduce((most, start, i) => Math.max(most, start - (heads.starts[i - 1] ?? 0)), 0);
    const longestRow = longestHead + columns.length * Math.max(LONGEST, width + 1) + 8;
    const rowsPerBlock = Math.max(1, Math.floor(BLOCK_BYTES / longestRow));
    reserve(out);
    const column = wide
      ? (i: number) => new Float64Array(memory.buffer, values + 8 * rows * i, rows)
      : (i: number) => new Float32Array(memory.buffer, values + 4 * rows * i, rows);
    for (const [i, numbers] of columns.entries()) column(i).set(numbers);
    new Uint32Array(memory.buffer, starts, rows + 1).set(heads.starts.subarray(0, rows + 1));
    new Uint8Array(memory.buffer, headsAt).set(heads.bytes);
    let end = out;
    for (let row = 0; row < rows; row += rowsPerBlock) {
      const to = Math.min(row + rowsPerBlock, rows);
      reserve(end + longestRow * (to - row));
      end = program.writeRows(
        ...([row, to, headsAt, starts] as const),
        ...([columns.length, values, wide, rows] as const),
        ...([kind === 'fixed', digits, 10n ** BigInt(kind === 'fixed' ? digits : digits + 1), width] as const),
        ...([EMPTY.indexOf(empty), separator.charCodeAt(0), end] as const),
      );
    }
    return new Uint8Array(memory.buffer, out, end - out);
  };
}

/** To eight bytes. */
function aligned(address: number): number {
  return Math.ceil(address / 8) * 8;
}

async function compile(): Promise<WebAssembly.Module> {
  for (const place of PLACES) {
    const bytes = await readFile(new URL(place, import.meta.url)).catch(() => null);
    if (bytes) return WebAssembly.compile(bytes);
  }
  throw new AppError('internal', 'The writer of numbers is missing; run `npm run build`.');
}
