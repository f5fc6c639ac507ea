import type { RowBlock } from '../geometry/detector-grid.ts';
import { AppError } from '../model/app-error.ts';
import { radialUnit } from '../quantity/radial-unit.ts';
import { toRadians } from '../quantity/angle.ts';
import { addBoxes, addCentres, type CakeGrid } from './cake-cells.ts';
import type { CakeBlock, CakeSpec } from './cake-plan.ts';
import { addPolygons } from './cake-polygons.ts';
import { createCakeRuns, reserveExpected } from './cake-runs.ts';
import { forEachCakeStrip } from './cake-strip.ts';
import type { StaticMask } from './plan-spec.ts';
import { radialAxis } from './radial-axis.ts';

/** 1.6 GB for the whole plan: beyond that a machine is likely to run out of memory. */
const MAX_WEIGHTS = 400_000_000;

/** Each takes 48 bytes, and 4 GB is all there is. */
const MAX_CELLS = 60_000_000;

/** The axes as the weights need them. */
export function cakeGrid({ bins, radialRange, radialUnit: unit, azimuth }: CakeSpec): CakeGrid {
  const { lower, width, cakes } = azimuth;
  const turn = 360 / width;
  return {
    radial: { ...radialAxis(bins, radialRange), scale: radialUnit(unit).scale },
    lower: toRadians(lower),
    perRadian: 180 / (Math.PI * width),
    cakes,
    turn: Math.abs(turn - Math.round(turn)) < 1e-9 * turn ? Math.round(turn) : turn,
  };
}

/**
 * The part of a cake's plan that belongs to some rows of the image.
 *
 * @param mask  of the whole image, or null
 * @throws AppError  if the plan would not fit in memory, or the quantity needs a wavelength that is missing
 * @throws RangeError  if rows, bins or ranges make no sense
 */
export function buildCakeBlock(spec: CakeSpec, mask: StaticMask, rows: RowBlock): CakeBlock {
  const { shape, split } = spec;
  const columns = shape[1];
  if (mask && mask.length !== shape[0] * columns)
    throw new RangeError(`the mask has ${mask.length} entries for ${shape[0]} × ${columns} pixels`);
  const grid = cakeGrid(spec);
  const add = split === 'no' ? addCentres : split === 'bbox' ? addBoxes : addPolygons;
  if (spec.bins * spec.azimuth.cakes > MAX_CELLS) throw tooManyBins(spec);
  const pixels = (rows.end - rows.start) * columns;
  const isWhole = split === 'no';
  const out = createCakeRuns(Math.ceil(pixels * (isWhole ? 1 : 1.6)), pixels * (isWhole ? 1 : 3), MAX_WEIGHTS);
  const none = new Uint8Array(mask ? 0 : pixels);
  let done = 0;
  forEachCakeStrip(spec, rows, (strip) => {
    const count = (strip.rows.end - strip.rows.start) * columns;
    const first = strip.rows.start * columns;
    add(strip, mask ? mask.subarray(first, first + count) : none, grid, out);
    done += count;
    // Rows differ, and the first ones may be the densest: twice the limit is too much for certain.
    const expected = (out.used / done) * shape[0] * columns;
    if (out.used > MAX_WEIGHTS || expected > 2 * MAX_WEIGHTS || out.widest > 0xffff) throw tooManyBins(spec);
    if (done < pixels) reserveExpected(out, done / pixels);
  });
  const { runs, used, widest } = out;
  return {
    rows,
    cake: out.cake.subarray(0, runs),
    pixel: out.pixel.subarray(0, runs),
    firstBin: out.firstBin.subarray(0, runs),
    spans: out.spans.subarray(0, runs),
    weights: out.weights.subarray(0, used),
    widest,
  };
}

function tooManyBins({ bins, azimuth, shape }: CakeSpec): AppError {
  return new AppError(
    'usage',
    `${azimuth.cakes} cakes of ${bins} bins on ${shape[0]} × ${shape[1]} pixels spread each pixel over too many bins for the memory; use fewer, or no splitting.`,
  );
}
