import type { Dataset, File, Group } from 'h5wasm/node';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { Pattern1d } from '../../src-shared/model/pattern-1d.ts';
import { writeWholeWith } from './atomic-write.ts';
import { loadHdf5 } from './hdf5-library.ts';
import { hdf5WriteError } from './hdf5-write-error.ts';

/** As NXcanSAS spells the units of Q. */
const Q_UNITS = new Map([
  ['q_nm^-1', '1/nm'],
  ['q_A^-1', '1/angstrom'],
]);

/**
 * Writes a pattern over q as NXcanSAS 1.1 (https://www.cansas.org/formats/NXcanSAS/1.1): one SASentry with SASdata (`Q`,
 * `I`, and `Idev` where there is an error model), SASinstrument and SASprocess. Empty bins are left out: the definition
 * has no missing values. The intensity is relative, in counts.
 *
 * @throws AppError  "usage" for another axis than q; "exists", "forbidden" or "disk"
 */
export async function writeNxcansas(path: string, pattern: Pattern1d, overwrite: boolean): Promise<void> {
  const units = Q_UNITS.get(pattern.radialUnit);
  if (units === undefined)
    throw new AppError('usage', `nxcansas holds q, not ${pattern.radialUnit}: integrate to q_nm^-1 or q_A^-1.`);
  await writeWholeWith(
    path,
    async (part) => {
      const library = await loadHdf5();
      try {
        const file = new library.File(part, 'w');
        try {
          fillFile(file, pattern, units);
        } finally {
          file.close();
        }
      } catch (cause) {
        throw hdf5WriteError(cause, path);
      }
    },
    { overwrite },
  );
}

function fillFile(file: File, pattern: Pattern1d, units: string): void {
  const { provenance } = pattern;
  file.create_attribute('creator', provenance.program);
  file.create_attribute('default', 'sasentry');
  const entry = addGroup(file, 'sasentry', 'NXentry', 'SASentry');
  entry.create_attribute('version', '1.1');
  entry.create_attribute('default', 'sasdata');
  addText(entry, 'definition', 'NXcanSAS');
  addText(entry, 'title', `${provenance.image} frame ${provenance.frame}`);
  addText(entry, 'run', `${provenance.image}#${provenance.frame}`);
  addData(entry, pattern, units);
  addInstrument(entry, pattern);
  const process = addGroup(entry, 'sasprocess', 'NXprocess', 'SASprocess');
  addText(process, 'name', provenance.program);
  addText(process, 'description', 'azimuthal integration');
  const note = addGroup(process, 'sasnote', 'NXcollection', 'SASprocessnote');
  const { settings, calibration, masks, planHash } = provenance;
  for (const [name, value] of Object.entries({ settings, calibration, masks }))
    addText(note, name, JSON.stringify(value));
  addText(note, 'plan_hash', planHash);
}

function addData(entry: Group, { radial, intensity, sigma }: Pattern1d, units: string): void {
  const filled = Array.from(intensity.keys()).filter((i) => !Number.isNaN(intensity[i]!));
  const take = (values: Float64Array): Float64Array => Float64Array.from(filled, (i) => values[i]!);
  const data = addGroup(entry, 'sasdata', 'NXdata', 'SASdata');
  data.create_attribute('signal', 'I');
  data.create_attribute('axes', ['Q']);
  data.create_attribute('I_axes', 'Q');
  data.create_attribute('Q_indices', Int32Array.of(0));
  addNumbers(data, 'Q', take(radial), units);
  const values = addNumbers(data, 'I', take(intensity), 'counts');
  if (!sigma) return;
  values.create_attribute('uncertainties', 'Idev');
  addNumbers(data, 'Idev', take(sigma), 'counts');
}

function addInstrument(entry: Group, { provenance }: Pattern1d): void {
  const { geometry, detector } = provenance.calibration;
  const instrument = addGroup(entry, 'sasinstrument', 'NXinstrument', 'SASinstrument');
  const sensor = addGroup(instrument, 'sasdetector', 'NXdetector', 'SASdetector');
  addText(sensor, 'name', detector.name);
  addNumbers(sensor, 'SDD', Float64Array.of(geometry.dist), 'm');
  addNumbers(sensor, 'x_pixel_size', Float64Array.of(detector.pixel2), 'm');
  addNumbers(sensor, 'y_pixel_size', Float64Array.of(detector.pixel1), 'm');
  const source = addGroup(instrument, 'sassource', 'NXsource', 'SASsource');
  addText(source, 'radiation', 'x-ray');
  if (geometry.wavelength !== undefined)
    addNumbers(source, 'incident_wavelength', Float64Array.of(geometry.wavelength * 1e10), 'angstrom');
}

function addGroup(parent: Group, name: string, nexus: string, cansas: string): Group {
  const group = parent.create_group(name);
  group.create_attribute('NX_class', nexus);
  group.create_attribute('canSAS_class', cansas);
  return group;
}

function addText(group: Group, name: string, data: string): void {
  group.create_dataset({ name, data });
}

function addNumbers(group: Group, name: string, data: Float64Array, units: string): Dataset {
  group.create_dataset({ name, data, shape: [data.length] });
  const dataset = group.get(name) as Dataset;
  dataset.create_attribute('units', units);
  return dataset;
}
