import { AppError } from '../../src-shared/model/app-error.ts';
import type { IntegrationSettings, Recipe } from '../../src-shared/model/schema-types.generated.ts';
import type { IntegrateOptions } from './integrate-options.ts';

/** What holds where neither the command line nor a recipe says otherwise. */
export const DEFAULT_SETTINGS: IntegrationSettings = {
  radialUnit: '2th_deg',
  npt: 1000,
  split: 'full',
  solidAngle: true,
  errorModel: 'none',
  normalizationFactor: 1,
  detectorMask: true,
  backgroundScale: 1,
};

/**
 * The complete recipe of a run: defaults, then the recipe read, then the options given.
 *
 * @throws AppError usage  if the options contradict each other or no calibration is named
 */
export function mergeRecipe(options: IntegrateOptions, base: Recipe | undefined, program: string): Recipe {
  const calibration = options.poni ?? base?.calibration;
  if (calibration === undefined)
    throw new AppError('usage', 'No calibration was given: name one with --poni FILE, or a recipe with --recipe FILE.');
  if (options.orientation !== undefined && options.flipRows)
    throw new AppError('usage', '--flip-rows and --orientation both say how the rows lie: give one of them.');
  const orientation = options.orientation ?? (options.flipRows === undefined ? base?.orientation : undefined);
  const flipRows = options.flipRows ?? (options.orientation === undefined ? (base?.flipRows ?? false) : false);
  const dark = options.dark ?? base?.dark;
  const flat = options.flat ?? base?.flat;
  const background = options.background ?? base?.background;
  const normalizeBy = options.normalizeBy ?? base?.normalizeBy;
  const frames = options.frames ?? base?.frames;
  const autoMask = options.autoMask ?? base?.autoMask;
  const tables = options.table ?? base?.tables ?? [];
  const formats = options.format ?? (options.table ? undefined : base?.formats) ?? [];
  return {
    annulus: program,
    command: 'integrate',
    calibration,
    flipRows,
    ...(orientation === undefined ? {} : { orientation: orientation as 1 | 2 | 3 | 4 }),
    settings: mergeSettings(options, base?.settings ?? DEFAULT_SETTINGS),
    masks: [...(options.mask ?? base?.masks ?? [])],
    ...(autoMask ? { autoMask } : {}),
    ...(dark === undefined ? {} : { dark }),
    ...(flat === undefined ? {} : { flat }),
    ...(background === undefined ? {} : { background }),
    ...(normalizeBy ? { normalizeBy } : {}),
    ...(frames === undefined ? {} : { frames }),
    formats: formats.length === 0 && tables.length === 0 ? ['xy'] : [...formats],
    ...(tables.length === 0 ? {} : { tables: [...tables] }),
  };
}

function mergeSettings(options: IntegrateOptions, base: IntegrationSettings): IntegrationSettings {
  const settings: IntegrationSettings = {
    ...base,
    ...given('radialUnit', options.unit),
    ...given('npt', options.npt),
    ...given('split', options.split),
    ...given('solidAngle', options.solidAngle),
    ...given('errorModel', options.errorModel),
    ...given('normalizationFactor', options.normalization),
    ...given('detectorMask', options.detectorMask),
    ...given('darkExposures', options.darkExposures),
    ...given('backgroundScale', options.backgroundScale),
    ...given('maskBelow', options.maskBelow),
    ...given('maskAbove', options.maskAbove),
    ...given('radialRange', options.radialRange),
    ...given('azimuthRange', options.azimuthRange),
  };
  if (base.radialRange && !options.radialRange && settings.radialUnit !== base.radialUnit)
    throw new AppError(
      'usage',
      `The radial range of the recipe is in ${base.radialUnit}: with --unit ${settings.radialUnit} give --radial-range A,B too.`,
    );
  mergePolarization(settings, options);
  mergeAbsorption(settings, options);
  mergeDummy(settings, options);
  mergePatternBackground(settings, options);
  if (options.filter === 'none') delete settings.filter;
  else if (options.filter) settings.filter = options.filter;
  const [low, high] = settings.radialRange ?? [0, 1];
  if (!(low < high))
    throw new AppError('usage', `--radial-range is ${low},${high}: the first end must be the smaller.`);
  if (settings.azimuthRange && settings.azimuthRange[0] === settings.azimuthRange[1])
    throw new AppError('usage', `--azimuth-range is ${settings.azimuthRange.join(',')}: the two ends must differ.`);
  return settings;
}

function mergePatternBackground(settings: IntegrationSettings, options: IntegrateOptions): void {
  const { patternBackground: wanted, patternBackgroundRange: range } = options;
  if (wanted === 'none') delete settings.patternBackground;
  else if (wanted) settings.patternBackground = { ...settings.patternBackground, ...wanted, subtract: true };
  if (!range) return;
  if (!settings.patternBackground)
    throw new AppError('usage', '--pattern-background-range needs a background: give --pattern-background too.');
  settings.patternBackground = { ...settings.patternBackground, range, rangeUnit: settings.radialUnit };
}

function mergePolarization(settings: IntegrationSettings, options: IntegrateOptions): void {
  if (options.polarization === 'none') {
    delete settings.polarization;
  } else if (options.polarization !== undefined) {
    settings.polarization = { factor: options.polarization, offsetDeg: settings.polarization?.offsetDeg ?? 0 };
  }
  if (options.polarizationOffset === undefined) return;
  if (!settings.polarization)
    throw new AppError('usage', '--polarization-offset needs a polarization factor: give --polarization F too.');
  settings.polarization = { ...settings.polarization, offsetDeg: options.polarizationOffset };
}

function mergeAbsorption(
  settings: IntegrationSettings,
  { sensorAbsorption, sampleAbsorption }: IntegrateOptions,
): void {
  if (sensorAbsorption === false) delete settings.sensorAbsorption;
  else if (sensorAbsorption) settings.sensorAbsorption = sensorAbsorption;
  if (sampleAbsorption === false) delete settings.sampleAbsorption;
  else if (sampleAbsorption) settings.sampleAbsorption = sampleAbsorption;
}

function mergeDummy(settings: IntegrationSettings, options: IntegrateOptions): void {
  const value = options.dummy ?? settings.dummy?.value;
  const delta = options.deltaDummy ?? settings.dummy?.delta ?? 0;
  if (value !== undefined) settings.dummy = { value, delta };
  else if (options.deltaDummy !== undefined)
    throw new AppError('usage', '--delta-dummy needs the value of dead pixels: give --dummy V too.');
}

function given<K extends keyof IntegrationSettings>(
  key: K,
  value: IntegrationSettings[K] | undefined,
): Partial<Pick<IntegrationSettings, K>> {
  const entry: Partial<Pick<IntegrationSettings, K>> = {};
  if (value !== undefined) entry[key] = value;
  return entry;
}
