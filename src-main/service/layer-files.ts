import { AppError } from '../../src-shared/model/app-error.ts';
import type { MaskLayer } from '../../src-shared/model/schema-types.generated.ts';
import type { LayerProblem } from '../worker/layer-rasterizer.ts';
import { toShared } from '../worker/shared-array.ts';
import type { LoadedMask } from './combine-masks.ts';

/** Files that layers name, read once and kept in shared memory. */
export interface LayerFiles {
  /** A file that cannot be read is named among the problems. */
  load(
    layers: readonly MaskLayer[],
    signal: AbortSignal,
  ): Promise<{ readonly found: ReadonlyMap<string, LoadedMask>; readonly problems: readonly LayerProblem[] }>;
}

const KEPT = 8;

export function createLayerFiles(readMask: (ref: string, signal: AbortSignal) => Promise<LoadedMask>): LayerFiles {
  const known = new Map<string, LoadedMask>();

  async function find(ref: string, signal: AbortSignal): Promise<LoadedMask> {
    const before = known.get(ref);
    if (before) return before;
    const file = await readMask(ref, signal);
    const shared = { ...file, mask: toShared(file.mask) };
    known.set(ref, shared);
    const [oldest] = known.keys();
    if (known.size > KEPT && oldest !== undefined) known.delete(oldest);
    return shared;
  }

  return {
    async load(layers, signal) {
      const found = new Map<string, LoadedMask>();
      const problems: LayerProblem[] = [];
      for (const { id, enabled, region } of layers) {
        if (!enabled || region.kind !== 'file') continue;
        try {
          found.set(region.ref, await find(region.ref, signal));
        } catch (cause) {
          signal.throwIfAborted();
          problems.push({ layerId: id, message: AppError.from(cause).message });
        }
      }
      return { found, problems };
    },
  };
}
