import type { SectorFilter } from '../../src-shared/integration/filter-azimuthal.ts';
import type { BinSums } from '../../src-shared/integration/integration-plan.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { CakeCut } from '../../src-shared/model/cake.ts';
import type { DetectorImage } from '../../src-shared/model/detector-image.ts';
import type { IntegrationSettings } from '../../src-shared/model/schema-types.generated.ts';
import type { IntegratedCake } from './cake-engine.ts';
import { createFrameReader } from './frame-reader.ts';
import type { IntegratedFile, KeyedFrame } from './integrate-files.ts';
import type { CorrectionSources } from './prepared-corrections.ts';
import type { AzimuthsInput, ReduceSectorsInput } from './sector-task.ts';

/** The circle, or the azimuth range, is cut into so many sectors. */
const SECTORS: CakeCut = { azimuthBins: 360, sense: 'clockwise' };

/** A frame on its way through a filter of sectors. */
export interface SectorRequest extends CorrectionSources {
  readonly image: DetectorImage;
  readonly axisFrame?: DetectorImage | undefined;
}

export interface FilteredFrame {
  readonly sums: BinSums;
  readonly radial: Float64Array;
  readonly planHash: string;
}

/** The parts of filtering that threads do. */
export interface SectorThreads {
  makeCake(request: SectorRequest & { readonly cut: CakeCut }): Promise<IntegratedCake>;
  azimuths(input: AzimuthsInput): Promise<readonly [lower: number, upper: number]>;
  reduce(input: ReduceSectorsInput): Promise<Omit<BinSums, 'ignoredPixels'>>;
}

/** The filter of the settings if it works on sectors. */
export function sectorFilter({ filter }: IntegrationSettings): SectorFilter | undefined {
  return filter && filter.kind !== 'sigma-clip' ? filter : undefined;
}

/**
 * Filters a frame by sectors: a cake with bounding boxes, whatever the splitting of the settings, whose sectors are then
 * reduced. Without an azimuth range the sectors divide what the used pixels of the first frame cover.
 *
 * @param staticMask  pixels that no frame uses
 * @throws AppError  usage, if errors are asked for, which a median does not have; or as the threads
 */
export async function filterFrame(
  request: SectorRequest,
  filter: SectorFilter,
  staticMask: Uint8Array | null,
  { makeCake, azimuths, reduce }: SectorThreads,
): Promise<FilteredFrame> {
  const { calibration, shape, image, axisFrame = image } = request;
  checkSectorFilter(request.settings);
  const settings = { ...request.settings };
  delete settings.filter;
  const azimuthRange =
    settings.azimuthRange ??
    usableRange(await azimuths({ calibration, shape, firstFrame: axisFrame, settings, staticMask }));
  const cake = await makeCake({
    ...request,
    settings: { ...settings, split: 'bbox', ...(azimuthRange ? { azimuthRange } : {}) },
    cut: SECTORS,
  });
  const { radial, planHash, ignoredPixels } = cake;
  const { intensity, count, normalization } = cake;
  const sums = await reduce({ cells: { intensity, count, normalization }, bins: radial.length, filter });
  return { sums: { ...sums, ignoredPixels }, radial, planHash };
}

/** @throws AppError  usage, if the settings ask a filter of sectors for errors */
export function checkSectorFilter(settings: IntegrationSettings): void {
  if (sectorFilter(settings) && settings.errorModel !== 'none')
    throw new AppError(
      'usage',
      `A median or trimmed mean of sectors has no ${settings.errorModel} errors: choose the error model none, or sigma clipping.`,
    );
}

function usableRange([lower, upper]: readonly [number, number]): [number, number] | undefined {
  return lower < upper ? [lower, upper] : undefined;
}

/**
 * Filters frames one after the other, each in all threads; a frame that fails gives an error in its place.
 *
 * @param filterOne  filters a frame of the request
 * @throws AppError  'cancelled' or 'internal'
 */
export async function* streamFiltered(
  frames: Iterable<KeyedFrame> | AsyncIterable<KeyedFrame>,
  filterOne: (image: DetectorImage, axisFrame: DetectorImage) => Promise<FilteredFrame>,
  signal: AbortSignal | undefined,
): AsyncGenerator<IntegratedFile, void, void> {
  const reader = createFrameReader();
  let first: { readonly file: string; readonly image: DetectorImage } | undefined;
  const read = async (frame: KeyedFrame): Promise<readonly [image: DetectorImage, axisFrame: DetectorImage]> => {
    if ('image' in frame) return [frame.image, frame.image];
    const { path, dataset } = frame;
    const file = JSON.stringify([path, dataset]);
    if (first?.file !== file) first = { file, image: await reader.read({ path, dataset, frame: 0 }) };
    return [frame.frame === 0 ? first.image : await reader.read(frame), first.image];
  };
  try {
    for await (const frame of frames) {
      const { key } = frame;
      if (signal?.aborted) throw new AppError('cancelled', 'Cancelled.');
      let result: IntegratedFile;
      try {
        result = { key, ...(await filterOne(...(await read(frame)))) };
      } catch (cause) {
        const error = AppError.from(cause);
        if (error.code === 'cancelled' || error.code === 'internal') throw cause;
        result = { key, error };
      }
      yield result;
    }
  } finally {
    await reader.close();
  }
}
