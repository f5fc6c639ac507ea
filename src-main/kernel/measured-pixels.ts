import type { LimitSettings } from '../../src-shared/correction/value-limits.ts';
import type { DetectorImage } from '../../src-shared/model/detector-image.ts';
import { frameInput } from './frame-input.ts';
import { bindKernel, MAX_PAGES, type Kernel } from './kernel.ts';
import { INT32 } from './sample-code.ts';

/** Bytes looked at in one go: a kernel memory of its own holds them. */
const CHUNK = 1 << 19;
const OFFSET = 256;

/** Says whether all pixels of an image carry a measurement, without looking at them one by one in JavaScript. */
export interface MeasuredPixels {
  /** @param settings  value limits */
  areAllMeasured(image: Pick<DetectorImage, 'samples' | 'mask' | 'metadata'>, settings: LimitSettings): boolean;
}

export function createMeasuredPixels(module: WebAssembly.Module): MeasuredPixels {
  const memory = new WebAssembly.Memory({ initial: 1 + (2 * CHUNK) / 65536, maximum: MAX_PAGES, shared: true });
  const kernel: Kernel = bindKernel(module, memory);
  const chunk = new Uint8Array(memory.buffer, OFFSET, CHUNK);
  const WIDENED = OFFSET + CHUNK;
  return {
    areAllMeasured(image, settings) {
      const { samples, type, testedType, mask, quick } = frameInput(image, settings);
      if (mask && hasMasked(mask)) return false;
      if (!quick.isTested) return true;
      if (quick.lower > quick.upper) return false;
      const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
      const step = type < INT32 ? CHUNK / 8 : CHUNK;
      for (let start = 0; start < bytes.length; start += step) {
        const part = bytes.subarray(start, Math.min(bytes.length, start + step));
        chunk.set(part);
        const pixels = part.length / samples.BYTES_PER_ELEMENT;
        const address = type < INT32 ? WIDENED : OFFSET;
        if (type < INT32) kernel.widen(type, pixels, OFFSET, WIDENED);
        if (!kernel.allWithin(testedType, pixels, address, quick.lower, quick.upper)) return false;
        for (const [from, to] of quick.excluded)
          if (!kernel.noneWithin(testedType, pixels, address, from, to)) return false;
      }
      return true;
    },
  };
}

function hasMasked(mask: Uint8Array): boolean {
  for (const value of mask) if (value !== 0) return true;
  return false;
}
