import { CAKE_STATICS, type CakeStatic, type CakeSum, sumAddress } from './cake-layout.ts';
import type { SharedCake } from './cake-memory.ts';

/** A sum of the frame in a slot, which has invalid pixels, of all cakes; a copy. */
export function readSums({ memory, layout }: SharedCake, slot: number, name: CakeSum): Float32Array<ArrayBuffer> {
  const start = sumAddress(layout, layout.slots[slot]!, name, 0);
  return new Float32Array(memory.buffer, start, layout.cakes * layout.bins).slice();
}

/** A sum that all frames without invalid pixels share, of all cakes in the order of the results. */
export function readStatics(
  { memory, layout }: SharedCake,
  name: CakeStatic,
  isReversed: boolean,
): Float32Array<ArrayBuffer> {
  const { bins, cakes } = layout;
  const statics = new Float64Array(memory.buffer, layout.statics, CAKE_STATICS.length * cakes * bins);
  const out = new Float32Array(cakes * bins);
  for (let cake = 0; cake < cakes; cake++) {
    const start = (cake * CAKE_STATICS.length + CAKE_STATICS.indexOf(name)) * bins;
    out.set(statics.subarray(start, start + bins), (isReversed ? cakes - 1 - cake : cake) * bins);
  }
  return out;
}
