import { CAKE_STATICS, type CakeResult, type CakeStatic, resultAddress } from './cake-layout.ts';
import type { SharedCake } from './cake-memory.ts';

/** What the frame in a slot gave, of all cakes; a copy. */
export function readResult({ memory, layout }: SharedCake, slot: number, name: CakeResult): Float32Array<ArrayBuffer> {
  const start = resultAddress(layout, layout.slots[slot]!, name, 0);
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
