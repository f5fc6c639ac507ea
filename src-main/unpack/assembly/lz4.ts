// One block of LZ4: tokens of literals and of matches that lie at most 65 535 bytes back.
// Format: https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md

const DAMAGED: i32 = -1;

/** Row d < 16: the numbers 0 … d − 1 again and again; row 16: 0 … 15. */
// prettier-ignore
const PATTERNS = memory.data<u8>([
  0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,
  0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,
  0,1,0,1,0,1,0,1,0,1,0,1,0,1,0,1,
  0,1,2,0,1,2,0,1,2,0,1,2,0,1,2,0,
  0,1,2,3,0,1,2,3,0,1,2,3,0,1,2,3,
  0,1,2,3,4,0,1,2,3,4,0,1,2,3,4,0,
  0,1,2,3,4,5,0,1,2,3,4,5,0,1,2,3,
  0,1,2,3,4,5,6,0,1,2,3,4,5,6,0,1,
  0,1,2,3,4,5,6,7,0,1,2,3,4,5,6,7,
  0,1,2,3,4,5,6,7,8,0,1,2,3,4,5,6,
  0,1,2,3,4,5,6,7,8,9,0,1,2,3,4,5,
  0,1,2,3,4,5,6,7,8,9,10,0,1,2,3,4,
  0,1,2,3,4,5,6,7,8,9,10,11,0,1,2,3,
  0,1,2,3,4,5,6,7,8,9,10,11,12,0,1,2,
  0,1,2,3,4,5,6,7,8,9,10,11,12,13,0,1,
  0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,0,
  0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,
]);
/** The largest multiple of d that is no more than 16. */
const STEPS = memory.data<u8>([16, 16, 16, 15, 16, 15, 12, 14, 16, 9, 10, 11, 12, 13, 14, 15, 16]);

/**
 * Reads up to 16 bytes behind `sourceEnd` and writes up to 32 behind `targetEnd`: copies go by 16 bytes, so that nearly
 * all of them take no branch.
 *
 * @param source  compressed bytes up to `sourceEnd`
 * @param target  receives at most `targetEnd − target` bytes
 * @returns bytes written, or DAMAGED
 */
export function unpackLz4(source: usize, sourceEnd: usize, target: usize, targetEnd: usize): i32 {
  let from = source;
  let to = target;
  while (from < sourceEnd) {
    const token = <u32>load<u8>(from++);
    let literals: usize = token >> 4;
    if (literals == 15) {
      let more: usize = 255;
      while (more == 255) {
        if (from >= sourceEnd) return DAMAGED;
        more = <usize>load<u8>(from++);
        literals += more;
      }
    }
    if (literals > sourceEnd - from || literals > targetEnd - to) return DAMAGED;
    v128.store(to, v128.load(from));
    for (let done: usize = 16; done < literals; done += 16) v128.store(to + done, v128.load(from + done));
    from += literals;
    to += literals;
    if (from == sourceEnd) return <i32>(to - target); // a block ends with literals

    if (sourceEnd - from < 2) return DAMAGED;
    const distance: usize = <usize>load<u16>(from);
    from += 2;
    if (distance == 0 || distance > to - target) return DAMAGED;
    let length: usize = token & 15;
    if (length == 15) {
      let more: usize = 255;
      while (more == 255) {
        if (from >= sourceEnd) return DAMAGED;
        more = <usize>load<u8>(from++);
        length += more;
      }
    }
    length += 4;
    if (length > targetEnd - to) return DAMAGED;
    // Closer than 16 bytes the match runs into itself: it repeats a pattern.
    const kind = min<usize>(distance, 16);
    const pattern = v128.load(PATTERNS + (kind << 4));
    const step = <usize>load<u8>(STEPS + kind);
    const match = to - distance;
    const forward = select<usize>(16, 0, kind == 16);
    v128.store(to, i8x16.swizzle(v128.load(match), pattern));
    v128.store(to + step, i8x16.swizzle(v128.load(match + forward), pattern));
    if (length > 18) repeat(to, match, length, pattern, step, forward);
    to += length;
  }
  return DAMAGED;
}

/** The rest of a long match, whose first two steps are done. */
function repeat(to: usize, match: usize, length: usize, pattern: v128, step: usize, forward: usize): void {
  const end = to + length;
  to += 2 * step;
  match += 2 * forward;
  if (forward == 0) {
    const whole = i8x16.swizzle(v128.load(match), pattern);
    for (; to < end; to += step) v128.store(to, whole);
  } else
    for (; to < end; to += 16) {
      v128.store(to, v128.load(match));
      match += 16;
    }
}
