import { layMask, type LaidMask, type MaskMemory } from '../../src-shared/mask/rasterize-mask.ts';
import { ringBins, type RingBins } from '../../src-shared/mask/ring-bins.ts';
import { type PackedMask, packMask } from '../../src-shared/model/packed-mask.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { DetectorImage, Shape } from '../../src-shared/model/detector-image.ts';
import type { Calibration, MaskLayer } from '../../src-shared/model/schema-types.generated.ts';

/** The frame that layers are laid over. Arrays in shared memory reach the thread without being copied. */
export interface LayeredFrame {
  readonly layers: readonly MaskLayer[];
  /** Equal keys mean the same values and the same pixels left out. */
  readonly key: string;
  readonly image: Pick<DetectorImage, 'samples' | 'shape'>;
  readonly calibration?: Calibration | undefined;
  /** Pixels left out for other reasons; null where no layer asks. */
  readonly unused: Uint8Array | null;
  /** Every file that a layer names. */
  readonly files: ReadonlyMap<string, { readonly mask: Uint8Array; readonly shape: Shape }>;
}

export interface LayerProblem {
  readonly layerId: number;
  /** One sentence. */
  readonly message: string;
}

export interface RasterizedLayers {
  readonly packed: PackedMask;
  readonly maskedPixels: number;
  /** By how many masked pixels each layer that acts changed the mask; negative where it freed more than it masked. */
  readonly changes: readonly { readonly layerId: number; readonly pixels: number }[];
  /** Layers that could not be laid and were left out. */
  readonly problems: readonly LayerProblem[];
}

export interface LayerRasterizer {
  /** @param onProgress  what it throws ends the work */
  rasterize(frame: LayeredFrame, onProgress: (fraction: number, stage: string) => void): RasterizedLayers;
}

/** Outcomes of costly layers that are remembered. */
const REMEMBERED = 6;

/** Rasterizes layers again and again as they are edited: what costly layers gave is kept while nothing under them changes. */
export function createLayerRasterizer(): LayerRasterizer {
  const outcomes = new Map<string, LaidMask>();
  let scratch = new Uint8Array(0);
  let rings: { readonly key: string; readonly bins: RingBins } | undefined;

  function memoryFor(key: string): MaskMemory {
    const keyOf = (layers: readonly MaskLayer[]): string =>
      JSON.stringify([key, layers.map(({ action, region }) => [action, region])]);
    return {
      find: (layers) => outcomes.get(keyOf(layers)),
      keep(layers, laid) {
        outcomes.set(keyOf(layers), laid);
        const [oldest] = outcomes.keys();
        if (outcomes.size > REMEMBERED && oldest !== undefined) outcomes.delete(oldest);
      },
    };
  }

  return {
    rasterize({ layers, key, image, calibration, unused, files }, onProgress) {
      const problems: LayerProblem[] = [];
      const calibrationKey = JSON.stringify(calibration);
      const makeRings = (report?: (done: number) => void): RingBins => {
        if (!calibration)
          throw new AppError(
            'calibration',
            'The rings of an automatic mask need a calibration: open one, or take its alpha away.',
          );
        const ringKey = JSON.stringify([calibrationKey, image.shape]);
        if (rings?.key !== ringKey)
          rings = { key: ringKey, bins: ringBins(calibration, image.shape, undefined, report) };
        return rings.bins;
      };
      const pixels = image.shape[0] * image.shape[1];
      if (scratch.length !== pixels) scratch = new Uint8Array(pixels);
      const { mask, totals } = layMask(
        layers,
        image.shape,
        {
          image,
          ...(calibration ? { calibration } : {}),
          unused,
          maskFile: (ref) => files.get(ref),
          rings: makeRings,
          remembered: memoryFor(`${key} ${calibrationKey}`),
          onProgress,
          scratch,
        },
        (layer, error) => problems.push({ layerId: layer.id, message: error.message }),
      );
      const failed = new Set(problems.map(({ layerId }) => layerId));
      const changes = layers
        .filter(({ enabled }) => enabled)
        .map(({ id }, index) => ({ layerId: id, pixels: totals[index]! - (totals[index - 1] ?? 0) }))
        .filter(({ layerId }) => !failed.has(layerId));
      return { packed: packMask(mask), maskedPixels: totals.at(-1) ?? 0, changes, problems };
    },
  };
}
