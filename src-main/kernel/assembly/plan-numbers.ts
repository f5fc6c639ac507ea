// Numbers of a plan, of either width.

/** How many bins pixel or run i reaches. */
// @ts-ignore: decorator
@inline
export function spanAt(wide: bool, spans: usize, i: u32): usize {
  return wide ? <usize>load<u16>(spans + (<usize>i << 1)) : <usize>load<u8>(spans + i);
}

/** The first of them. */
// @ts-ignore: decorator
@inline
export function binAt(wide: bool, firstBin: usize, i: u32): usize {
  return wide ? <usize>load<u32>(firstBin + (<usize>i << 2)) : <usize>load<u16>(firstBin + (<usize>i << 1));
}
