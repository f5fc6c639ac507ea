import { FormatError } from '../model/app-error.ts';

/** What a LightForm file (YAML) says of a batch. Paths as written, relative to the folder where the scripts ran. */
export interface LightformConfig {
  /** Calibration, .poni */
  readonly calibration: string;
  /** Folders that belong together: images, results. */
  readonly folders: readonly { readonly input: string; readonly output: string }[];
  /** Of the images in an input folder. */
  readonly glob: string;
  readonly npt?: number;
  readonly cakes?: number;
}

const ID = 'lightform';

type Values = Map<string, string | string[]>;

/**
 * Reads the configuration of LightForm's notebooks: groups of `key: value` and lists of `- item`.
 *
 * @throws FormatError  if an entry that a batch needs is missing, or the lists do not pair up
 */
export function parseLightformConfig(name: string, text: string): LightformConfig {
  const values = parseValues(text);
  const one = (key: string): string => {
    const value = values.get(key);
    if (typeof value === 'string' && value !== '') return value;
    throw new FormatError(ID, `${name} has no ${key}: a configuration of LightForm with that entry was expected.`);
  };
  const many = (key: string): readonly string[] => {
    const value = values.get(key);
    if (value === undefined) throw new FormatError(ID, `${name} has no ${key}: a list of folders was expected.`);
    return typeof value === 'string' ? [value] : value;
  };
  const inputs = many('input_experiment_list');
  const outputs = many('output_experiment_list');
  if (inputs.length === 0 || inputs.length !== outputs.length)
    throw new FormatError(
      ID,
      `${name} lists ${inputs.length} input folders and ${outputs.length} output folders: as many of both were expected.`,
    );
  const count = (key: string): number | undefined => {
    const value = values.get(key);
    if (typeof value !== 'string' || value === '') return undefined;
    const number = Number(value);
    if (Number.isInteger(number) && number > 0) return number;
    throw new FormatError(ID, `${key} of ${name} is "${value}": a whole number was expected.`);
  };
  const [npt, cakes] = [count('number_of_points'), count('number_of_cakes')];
  return {
    calibration: one('output_calibration_path'),
    folders: inputs.map((input, i) => ({
      input: joined(one('input_path'), input),
      output: joined(one('output_path'), outputs[i]!),
    })),
    glob: one('glob_search_term'),
    ...(npt === undefined ? {} : { npt }),
    ...(cakes === undefined ? {} : { cakes }),
  };
}

/** The part of YAML that these files use: `key: value`, `key:` with items below, comments, quotes. */
function parseValues(text: string): Values {
  const values: Values = new Map();
  let list: string | undefined;
  for (const raw of text.split(/\r\n|\n|\r/)) {
    const line = raw.replace(/(^|\s)#.*$/, '').trim();
    if (line === '') continue;
    const item = /^-\s+(.*)$/.exec(line);
    if (item) {
      const items = list === undefined ? undefined : values.get(list);
      if (list !== undefined) values.set(list, [...(Array.isArray(items) ? items : []), unquoted(item[1]!)]);
      continue;
    }
    const entry = /^([A-Za-z_]\w*)\s*:\s*(.*)$/.exec(line);
    if (!entry) continue;
    const [, key = '', value = ''] = entry;
    values.set(key, unquoted(value));
    list = value === '' ? key : undefined;
  }
  return values;
}

function unquoted(value: string): string {
  return /^(["']).*\1$/.test(value) ? value.slice(1, -1) : value;
}

function joined(folder: string, name: string): string {
  return `${folder.replace(/\/$/, '')}/${name}`;
}
