import { rasterizeMask, type MaskMemory } from '../../src-shared/mask/rasterize-mask.ts';
import { ringBins, type RingBins } from '../../src-shared/mask/ring-bins.ts';
import type { DetectorImage } from '../../src-shared/model/detector-image.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { Calibration, MaskLayer } from '../../src-shared/model/schema-types.generated.ts';
import type { LoadedMask } from './combine-masks.ts';

/** The frame that layers are laid over. */
export interface LayeredFrame {
  /** Equal keys mean the same values and the same pixels left out. */
  readonly key: string;
  readonly image: DetectorImage;
  readonly calibration?: Calibration | undefined;
  readonly unused: () => Uint8Array;
}

export interface LayerProblem {
  readonly layerId: number;
  /** One sentence. */
  readonly message: string;
}

export interface LayerRasterizer {
  /** A layer that cannot be laid is left out and named among the problems. */
  rasterize(
    layers: readonly MaskLayer[],
    frame: LayeredFrame,
    signal: AbortSignal,
  ): Promise<{ readonly mask: Uint8Array; readonly problems: readonly LayerProblem[] }>;
}

/** Outcomes of costly layers that are remembered. */
const REMEMBERED = 6;
const FILES = 8;

/** Rasterizes layers again and again as they are edited: what costly layers gave is kept while nothing under them changes. */
export function createLayerRasterizer(
  readMask: (ref: string, signal: AbortSignal) => Promise<LoadedMask>,
): LayerRasterizer {
  const outcomes = new Map<string, Uint8Array>();
  const files = new Map<string, LoadedMask>();
  let rings: { readonly key: string; readonly bins: RingBins } | undefined;

  function memoryFor(key: string): MaskMemory {
    const keyOf = (layers: readonly MaskLayer[]): string =>
      JSON.stringify([key, layers.map(({ action, region }) => [action, region])]);
    return {
      find: (layers) => outcomes.get(keyOf(layers)),
      keep(layers, mask) {
        outcomes.set(keyOf(layers), mask);
        const [oldest] = outcomes.keys();
        if (outcomes.size > REMEMBERED && oldest !== undefined) outcomes.delete(oldest);
      },
    };
  }

  /** @returns why it cannot be read, or undefined */
  async function load(ref: string, signal: AbortSignal): Promise<AppError | undefined> {
    if (files.has(ref)) return undefined;
    try {
      files.set(ref, await readMask(ref, signal));
      const [oldest] = files.keys();
      if (files.size > FILES && oldest !== undefined) files.delete(oldest);
      return undefined;
    } catch (cause) {
      signal.throwIfAborted();
      return AppError.from(cause);
    }
  }

  return {
    async rasterize(layers, { key, image, calibration, unused }, signal) {
      const problems: LayerProblem[] = [];
      const readable: MaskLayer[] = [];
      for (const layer of layers) {
        const isFile = layer.enabled && layer.region.kind === 'file';
        const error = isFile && layer.region.kind === 'file' ? await load(layer.region.ref, signal) : undefined;
        if (error) problems.push({ layerId: layer.id, message: error.message });
        else readable.push(layer);
      }
      const needsValues = readable.some(
        ({ enabled, region }) => enabled && (region.kind === 'automatic' || region.kind === 'hotPixels'),
      );
      const calibrationKey = JSON.stringify(calibration);
      const makeRings = (): RingBins => {
        if (!calibration)
          throw new AppError(
            'calibration',
            'The rings of an automatic mask need a calibration: open one, or take its alpha away.',
          );
        const ringKey = JSON.stringify([calibrationKey, image.shape]);
        if (rings?.key !== ringKey) rings = { key: ringKey, bins: ringBins(calibration, image.shape) };
        return rings.bins;
      };
      const mask = rasterizeMask(
        readable,
        image.shape,
        {
          image,
          ...(calibration ? { calibration } : {}),
          unused: needsValues ? unused() : null,
          maskFile: (ref) => files.get(ref)!,
          rings: makeRings,
          remembered: memoryFor(`${key} ${calibrationKey}`),
        },
        (layer, error) => problems.push({ layerId: layer.id, message: error.message }),
      );
      return { mask, problems };
    },
  };
}
