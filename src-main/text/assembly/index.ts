// Entry of the writer of numbers: what the host calls. Every address is a byte offset into the memory of one thread, in which
// the host keeps room enough. Nothing here allocates.
import { writeExponential, writeFixed } from './write-number';

export { FIRST_POWER, LAST_POWER, usePowers } from './scaled-decimal';
export { useTens } from './write-number';

/** What becomes of NaN; as number-rows.ts names them. */
const ZERO: i32 = 1;
const ZERO_ROW: i32 = 2;
const NO_ROW: i32 = 3;

/** The first address that is free. */
export function freeFrom(): usize {
  return __heap_base;
}

/**
 * Writes rows of numbers: what begins a row, then the numbers with separators between, then a line feed.
 *
 * @param heads  what begins the rows, one after the other
 * @param starts  uint32: where each of them begins, and the end of the last, in bytes from `heads`
 * @param values  column by column; float64, or float32 where not `wide`
 * @param stride  from one column to the next, in values
 * @param unit  10^digits for fixed numbers, 10^(digits + 1) for others
 * @param empty  what becomes of NaN
 * @param separator  one character
 * @returns where the text ends
 */
export function writeRows(
  from: u32,
  to: u32,
  heads: usize,
  starts: usize,
  columns: u32,
  values: usize,
  wide: bool,
  stride: u32,
  isFixed: bool,
  digits: i32,
  unit: u64,
  width: i32,
  empty: i32,
  separator: u8,
  out: usize,
): usize {
  const size: usize = wide ? 8 : 4;
  const step = <usize>stride * size;
  let p = out;
  for (let row = from; row < to; row++) {
    let at = values + <usize>row * size;
    const isEmpty = isNaN(wide ? load<f64>(at) : <f64>load<f32>(at));
    if (isEmpty && empty == NO_ROW) continue;
    const isZero = isEmpty && empty == ZERO_ROW;
    const head = load<u32>(starts + (<usize>row << 2));
    const length = load<u32>(starts + (<usize>row << 2), 4) - head;
    // By eight bytes: what is too much is written over.
    for (let i: usize = 0; i < length; i += 8) store<u64>(p + i, load<u64>(heads + head + i));
    p += length;
    for (let column: u32 = 0; column < columns; column++) {
      let value = wide ? load<f64>(at) : <f64>load<f32>(at);
      if (isZero || (empty == ZERO && value != value)) value = 0;
      p = isFixed ? writeFixed(value, digits, unit, width, p) : writeExponential(value, digits, unit, width, p);
      store<u8>(p++, separator);
      at += step;
    }
    store<u8>(p - 1, 10);
  }
  return p;
}
