/** A copy that threads see without another. */
export function toShared(array: Uint8Array): Uint8Array {
  const shared = new Uint8Array(new SharedArrayBuffer(array.length));
  shared.set(array);
  return shared;
}
