import { azimuthAxis, cakeCentres } from '../../src-shared/integration/cake-axis.ts';
import { filterSectors, type SectorFilter } from '../../src-shared/integration/filter-azimuthal.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { CakeCut } from '../../src-shared/model/cake.ts';
import type { IntegrationSettings } from '../../src-shared/model/schema-types.generated.ts';
import type { CakeRequest, IntegratedCake } from './cake-engine.ts';
import { checkSectorFilter, sectorFilter } from './sector-filter.ts';

/** Fewer have no middle. */
const FEWEST_SECTORS = 3;

/**
 * Filters the cakes of a frame by sectors: each cake is cut into sectors of about 1°, with bounding boxes, whatever the
 * splitting of the settings, and for each radial bin they are reduced as `filterSectors` does.
 *
 * @param makeCake  integrates to a cake without a filter
 * @throws AppError  as `checkCakeFilter`, or as `makeCake`
 */
export async function filterCake(
  request: CakeRequest,
  filter: SectorFilter,
  makeCake: (request: CakeRequest) => Promise<IntegratedCake>,
): Promise<IntegratedCake> {
  const { cut } = request;
  checkCakeFilter(request.settings, cut);
  const settings: IntegrationSettings = { ...request.settings, split: 'bbox' };
  delete settings.filter;
  const axis = azimuthAxis(cut, settings.azimuthRange);
  const sectors = Math.round(axis.width);
  const fine = await makeCake({ ...request, settings, cut: sectorCut(cut, settings, sectors) });
  const bins = fine.radial.length;
  const cells = axis.cakes * bins;
  const [intensity, count, normalization] = [0, 0, 0].map(() => new Float32Array(cells)) as [
    Float32Array<ArrayBuffer>,
    Float32Array<ArrayBuffer>,
    Float32Array<ArrayBuffer>,
  ];
  for (let cake = 0; cake < axis.cakes; cake++) {
    const part = <T extends Float32Array>(values: T): Float32Array =>
      values.subarray(cake * sectors * bins, (cake + 1) * sectors * bins);
    const sums = filterSectors(
      { intensity: part(fine.intensity), count: part(fine.count), normalization: part(fine.normalization) },
      bins,
      filter,
    );
    intensity.set(
      sums.signal.map((signal, bin) => (sums.count[bin]! > 0 ? signal / sums.normalization[bin]! : NaN)),
      cake * bins,
    );
    count.set(sums.count, cake * bins);
    normalization.set(sums.normalization, cake * bins);
  }
  return {
    ...fine,
    intensity,
    sigma: null,
    count,
    normalization,
    azimuth: cakeCentres(axis, cut.sense),
    azimuthWidth: axis.width,
  };
}

/** @throws AppError usage  if the filter of the settings cannot be had of these cakes */
export function checkCakeFilter(settings: IntegrationSettings, cut: CakeCut): void {
  if (!sectorFilter(settings)) return;
  checkSectorFilter(settings);
  if (isWideEnough(settings, cut)) return;
  const { width } = azimuthAxis(cut, settings.azimuthRange);
  const sectors = Math.round(width);
  throw new AppError(
    'usage',
    `A cake of ${Number(width.toFixed(3))}° has ${sectors === 1 ? 'one sector' : `${sectors} sectors`} of 1°, too few for a median or trimmed mean: make cakes of 3° or more, or choose sigma clipping.`,
  );
}

/** Whether the cakes have the sectors that the filter of the settings reduces; true without such a filter. */
export function isWideEnough(settings: IntegrationSettings, cut: CakeCut): boolean {
  if (!sectorFilter(settings)) return true;
  return Math.round(azimuthAxis(cut, settings.azimuthRange).width) >= FEWEST_SECTORS;
}

/** The same cakes, each in `sectors` parts. */
function sectorCut(cut: CakeCut, { azimuthRange }: IntegrationSettings, sectors: number): CakeCut {
  const { sense, azimuthBins } = cut;
  const fine = { azimuthBins: azimuthBins * sectors, sense };
  if (azimuthRange) return fine;
  const width = 360 / azimuthBins;
  const start = cut.azimuthStart ?? -180 + width / 2;
  const back = (width - width / sectors) / 2;
  return { ...fine, azimuthStart: sense === 'clockwise' ? start - back : start + back };
}
