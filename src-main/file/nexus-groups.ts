import type { File, Group } from 'h5wasm/node';
import type { Cake } from '../../src-shared/model/cake.ts';
import type { Pattern1d } from '../../src-shared/model/pattern-1d.ts';

/**
 * The frame of a NeXus file of results: `/entry/data` (NXdata, shown by default) and `/entry/process` (NXprocess) with
 * where they come from; what is no text there is JSON.
 *
 * @returns the group of the data
 */
export function createNexusGroups(
  file: File,
  {
    axes,
    title,
    provenance,
  }: {
    readonly axes: readonly string[];
    readonly title: string;
    readonly provenance: Pattern1d['provenance'] | Cake['provenance'];
  },
): Group {
  const { program, settings, calibration, image, masks, planHash, dark, flat, background, normalizedBy } = provenance;
  file.create_attribute('creator', program);
  file.create_attribute('default', 'entry');
  const entry = file.create_group('entry');
  entry.create_attribute('NX_class', 'NXentry');
  entry.create_attribute('default', 'data');
  const data = entry.create_group('data');
  data.create_attribute('NX_class', 'NXdata');
  data.create_attribute('signal', 'intensity');
  data.create_attribute('axes', [...axes]);
  data.create_attribute('title', title);
  const process = entry.create_group('process');
  process.create_attribute('NX_class', 'NXprocess');
  const texts = {
    program,
    image,
    plan_hash: planHash,
    settings: JSON.stringify(settings),
    ...('cut' in provenance ? { cut: JSON.stringify(provenance.cut) } : {}),
    calibration: JSON.stringify(calibration),
    masks: JSON.stringify(masks),
    dark: dark ?? '',
    flat: flat ?? '',
    background: background ?? '',
    ...(normalizedBy ? { normalized_by: JSON.stringify(normalizedBy) } : {}),
  };
  for (const [name, text] of Object.entries(texts)) process.create_dataset({ name, data: text });
  return data;
}

/** NeXus names the errors of `intensity` after it. */
export function nexusName(column: string): string {
  return column === 'sigma' ? 'intensity_errors' : column;
}

/** Whether an axis has the same values. */
export function isSameAxis(a: Float64Array, b: Float64Array): boolean {
  return a === b || (a.length === b.length && a.every((value, i) => value === b[i]));
}
