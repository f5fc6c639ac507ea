import {
  positive,
  setIfKnown,
  wavelengthOfEnergy,
  type MetadataDraft,
} from '../../src-shared/format/header-metadata.ts';
import type { Hdf5Tree, TreeDataset } from './hdf5-tree.ts';

/** Longer lists are tables, not header entries. */
const MAX_VALUES = 16;
/** A Dectris master has some hundred settings per module. */
const MAX_ENTRIES = 400;

/** How many of a unit make one SI unit: a quotient by a power of ten is rounded once, a product by 1e-6 twice. */
const PER_SI_UNIT = new Map<string, number>([
  ['m', 1],
  ['cm', 1e2],
  ['mm', 1e3],
  ['um', 1e6],
  ['µm', 1e6],
  ['μm', 1e6],
  ['micron', 1e6],
  ['nm', 1e9],
  ['pm', 1e12],
  ['angstrom', 1e10],
  ['ang', 1e10],
  ['a', 1e10],
  ['å', 1e10],
  ['s', 1],
  ['ms', 1e3],
  ['us', 1e6],
  ['µs', 1e6],
  ['ns', 1e9],
  ['min', 1 / 60],
  ['ev', 1],
  ['kev', 1e-3],
]);
const UNIT_NAMES: readonly (readonly [RegExp, string])[] = [
  [/^met(er|re)s?$/, 'm'],
  [/^centimet(er|re)s?$/, 'cm'],
  [/^millimet(er|re)s?$/, 'mm'],
  [/^micro(met(er|re)|n)s?$/, 'um'],
  [/^nanomet(er|re)s?$/, 'nm'],
  [/^picomet(er|re)s?$/, 'pm'],
  [/^(angstroms?|ångströms?)$/, 'angstrom'],
  [/^sec(ond)?s?$/, 's'],
  [/^millisec(ond)?s?$/, 'ms'],
  [/^microsec(ond)?s?$/, 'us'],
  [/^nanosec(ond)?s?$/, 'ns'],
  [/^minutes?$/, 'min'],
];

/** A number of a file with the unit that it states, '' where it states none. */
interface Quantity {
  readonly value: number;
  readonly unit: string;
}

/** Detector, beam and sample entries of NeXus, in SI; every scalar beside them goes into the header as text. */
export function readNexusMetadata(tree: Hdf5Tree, imagePath: string): MetadataDraft {
  const header: Record<string, string> = {};
  const draft: MetadataDraft = { header };
  for (const { path } of scalars(tree).slice(0, MAX_ENTRIES)) {
    const values = tree.values(path, '');
    if (values) header[path] = values.join(typeof values[0] === 'string' ? ', ' : ' ');
  }

  const folders = (nxClass: RegExp, name: RegExp) =>
    [...tree.groups.values()]
      .filter((group) => nxClass.test(group.nxClass) || (group.nxClass === '' && name.test(group.path)))
      .map(({ path }) => path)
      .sort((a, b) => commonLength(b, imagePath) - commonLength(a, imagePath));
  const find = (paths: readonly string[], ...names: string[]): Quantity | undefined => {
    for (const path of paths)
      for (const name of names) {
        const quantity = readQuantity(tree, `${path}/${name}`);
        if (quantity) return quantity;
      }
    return undefined;
  };

  const detectors = folders(/^NXdetector$/, /\/detector$/);
  const beams = folders(/^(NXbeam|NXmonochromator|NXsource)$/, /\/(beam|monochromator)$/);
  setIfKnown(draft, 'distance', scaled(find(detectors, 'detector_distance', 'distance'), 'm'));
  setIfKnown(draft, 'pixel2', scaled(find(detectors, 'x_pixel_size'), 'm'));
  setIfKnown(draft, 'pixel1', scaled(find(detectors, 'y_pixel_size'), 'm'));
  setIfKnown(draft, 'exposureTime', scaled(find(detectors, 'count_time', 'exposure_time', 'frame_time'), 's'));
  const wavelength = scaled(find(beams, 'incident_wavelength', 'wavelength'), 'angstrom');
  setIfKnown(draft, 'wavelength', wavelength ?? energyWavelength(find(beams, 'incident_energy', 'energy')));
  if (draft.wavelength === undefined)
    setIfKnown(
      draft,
      'wavelength',
      energyWavelength(
        find(
          detectors.map((path) => `${path}/collection`),
          'beam_energy',
        ),
      ),
    );
  const x = centre(find(detectors, 'beam_center_x'), draft.pixel2);
  const y = centre(find(detectors, 'beam_center_y'), draft.pixel1);
  if (x !== undefined && y !== undefined && (x !== 0 || y !== 0)) draft.beamCentre = [x, y];
  for (const path of detectors) draft.detector ??= header[`${path}/description`] ?? '';
  if (!draft.detector) delete draft.detector;
  const time = Object.keys(header).find((key) => /\/(start_time|data_collection_date)$/.test(key));
  if (time !== undefined) setIfKnown(draft, 'time', header[time]);
  const motors = readMotors(tree);
  if (motors) draft.motors = motors;
  return draft;
}

function scalars(tree: Hdf5Tree): TreeDataset[] {
  return [...tree.datasets.values()].filter(
    ({ shape, metadata }) =>
      shape.reduce((product, length) => product * length, 1) <= MAX_VALUES && metadata.size <= 65536,
  );
}

function readQuantity(tree: Hdf5Tree, path: string): Quantity | undefined {
  const value = tree.values(path, '')?.[0];
  if (typeof value !== 'number') return undefined;
  const unit = tree.values(path, 'units')?.[0];
  return { value, unit: typeof unit === 'string' ? unit : '' };
}

/** In SI; `otherwise` is the unit where none is stated; undefined where the unit is unknown. */
function scaled(quantity: Quantity | undefined, otherwise: string): number | undefined {
  if (!quantity) return undefined;
  const name = (quantity.unit || otherwise).trim().toLowerCase();
  const perUnit = PER_SI_UNIT.get(UNIT_NAMES.find(([pattern]) => pattern.test(name))?.[1] ?? name);
  return perUnit === undefined ? undefined : positive(quantity.value / perUnit);
}

/** Without a unit, energies above 1000 can only be eV. */
function energyWavelength(quantity: Quantity | undefined): number | undefined {
  const energy = scaled(quantity, quantity && quantity.value > 1000 ? 'ev' : 'kev');
  return energy === undefined ? undefined : wavelengthOfEnergy(energy);
}

/** Beam centre in pixels; NeXus allows pixels and lengths. */
function centre(quantity: Quantity | undefined, pixel: number | undefined): number | undefined {
  if (!quantity || !Number.isFinite(quantity.value)) return undefined;
  if (/^(pix(el)?s?|px|)$/i.test(quantity.unit.trim())) return quantity.value;
  const length = quantity.value < 0 ? undefined : scaled(quantity, 'm');
  return length === undefined || pixel === undefined ? undefined : length / pixel;
}

/** First value of every NXpositioner, and of what BLISS and Dectris keep in groups of positions. */
function readMotors(tree: Hdf5Tree): Record<string, number> | undefined {
  const motors: Record<string, number> = {};
  for (const { path, nxClass } of tree.groups.values()) {
    if (nxClass === 'NXpositioner') {
      const quantity = readQuantity(tree, `${path}/value`);
      if (quantity) motors[path.slice(path.lastIndexOf('/') + 1)] = quantity.value;
    } else if (/\/(positioners|goniometer)$/.test(path)) {
      for (const dataset of tree.datasets.keys()) {
        const name = dataset.startsWith(`${path}/`) ? dataset.slice(path.length + 1) : '/';
        const quantity = name.includes('/') ? undefined : readQuantity(tree, dataset);
        if (quantity) motors[name] = quantity.value;
      }
    }
  }
  return Object.keys(motors).length > 0 ? motors : undefined;
}

/** How much of the beginning two paths share: the detector nearest to the image describes it. */
function commonLength(a: string, b: string): number {
  let i = 0;
  while (i < a.length && i < b.length && a[i] === b[i]) i++;
  return i;
}
