import { azimuthExtent } from '../../src-shared/integration/filter-azimuth-extent.ts';
import { type CakeCells, filterSectors, type SectorFilter } from '../../src-shared/integration/filter-azimuthal.ts';
import { extentMask } from '../../src-shared/integration/extent-mask.ts';
import type { BinSums } from '../../src-shared/integration/integration-plan.ts';
import type { DetectorImage, Shape } from '../../src-shared/model/detector-image.ts';
import type { Calibration, IntegrationSettings } from '../../src-shared/model/schema-types.generated.ts';

export interface AzimuthsInput {
  readonly calibration: Calibration;
  readonly shape: Shape;
  readonly firstFrame: DetectorImage;
  readonly settings: IntegrationSettings;
  readonly staticMask: Uint8Array | null;
}

/** Azimuths that the used pixels of a frame cover, degrees; as `azimuthExtent`. */
export function azimuthsOfFrame({
  calibration,
  shape,
  firstFrame,
  settings,
  staticMask,
}: AzimuthsInput): readonly [lower: number, upper: number] {
  return azimuthExtent({ calibration, shape }, extentMask(firstFrame, settings, staticMask));
}

export interface ReduceSectorsInput {
  readonly cells: CakeCells;
  readonly bins: number;
  readonly filter: SectorFilter;
}

/** One pattern of the sectors of a cake. */
export function reduceSectors({ cells, bins, filter }: ReduceSectorsInput): Omit<BinSums, 'ignoredPixels'> {
  return filterSectors(cells, bins, filter);
}
