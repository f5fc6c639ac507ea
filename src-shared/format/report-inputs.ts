import type { RecipeInputs } from './calibration-recipe.ts';
import type { ReportInput } from './report-content.ts';
import { fixed } from './report-tables.ts';

/** Where values came from that a recipe does not tell: by label of the input, in words. */
export type InputOrigins = Readonly<Partial<Record<'wavelength' | 'detector' | 'calibrant' | 'start', string>>>;

/** What a calibration was made of, for people. */
export function reportInputs(inputs: RecipeInputs, origins: InputOrigins = {}): ReportInput[] {
  const { detector, calibrant, start, maskBelow, maskAbove, distance, centre, ringCount, fixed: held } = inputs;
  const rows: ReportInput[] = [];
  const add = (label: string, value: string, origin = 'given'): void => {
    rows.push({ label, value, origin });
  };
  add('Image', inputs.dataset === undefined ? inputs.image : `${inputs.image}::${inputs.dataset}`);
  if (inputs.frame > 0) add('Frame', String(inputs.frame));
  if (inputs.flipRows) add('Rows', 'reversed on reading');
  add('Calibrant', calibrantText(calibrant), origins.calibrant ?? (calibrant.dSpacings ? 'file' : undefined));
  add('Wavelength', `${Number((inputs.wavelength * 1e10).toPrecision(9))} Å`, origins.wavelength);
  add(
    'Detector',
    `${detector.name}, pixels of ${microns(detector.pixel1)} × ${microns(detector.pixel2)} µm (rows, columns), orientation ${detector.orientation}`,
    origins.detector,
  );
  if (inputs.masks.length > 0) add('Masks', inputs.masks.join(', '));
  add('Gaps of the detector', inputs.detectorMask ? 'masked where the catalogue knows them' : 'used', 'setting');
  if (maskBelow !== undefined) add('Ignored below', String(maskBelow));
  if (maskAbove !== undefined) add('Ignored above', String(maskAbove));
  if (start) add('Start', `distance ${fixed(start.dist * 1e3, 3)} mm and the rest of a geometry`, origins.start);
  if (distance !== undefined) add('Distance, as a hint', `${fixed(distance * 1e3, 3)} mm`);
  if (centre) add('Beam centre, as a hint', `${fixed(centre[0], 2)}, ${fixed(centre[1], 2)} px`);
  if (inputs.hints && inputs.hints.rings.length > 0) add('Points, as a hint', `${inputs.hints.rings.length}`);
  if (ringCount !== undefined) add('Rings used at most', String(ringCount));
  if (held && held.length > 0) add('Held', held.join(', '));
  if (inputs.refineWavelength) add('Refined too', 'wavelength');
  add(
    'Method',
    inputs.method === 'image'
      ? 'points and geometry found on the image'
      : `refined on the points given${inputs.rejectOutliers ? ', outliers dropped' : ''}`,
    'setting',
  );
  return rows;
}

function calibrantText({ id, label, dSpacings, cell }: RecipeInputs['calibrant']): string {
  if (id !== undefined) return id;
  if (dSpacings) return `${label ?? 'own list'}, ${dSpacings.length} spacings`;
  return cell ? `cell of lattice ${cell.lattice}, a = ${cell.a} Å` : (label ?? '');
}

function microns(pixel: number): string {
  return String(Number((pixel * 1e6).toPrecision(9)));
}
