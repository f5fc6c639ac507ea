import type { CakeSense } from '../model/cake.ts';
import type { IntegrationSettings } from '../model/schema-types.generated.ts';
import type { PyfaiScriptInput } from './pyfai-script-input.ts';
import { pythonNumber, pythonString } from './python-text.ts';

/** Of the circle, for filters that choose among them. */
const FILTER_SECTORS = 360;

/**
 * The function of the script that integrates one image.
 *
 * Ranges and cakes across ±180° are turned into the middle of pyFAI's azimuth: with rot3 + δ the azimuth is smaller by
 * δ. What refers to the laboratory (polarization, absorption) is computed before that and given as part of the flat field.
 */
export function pyfaiIntegration(input: PyfaiScriptInput): string {
  const { settings, flat, cakes } = input;
  const variance = hasPixelVariance(input);
  const body: string[] = [
    'raw = load_image(name)',
    'ignored = oriented(ignored_pixels(raw))',
    'image = oriented(raw).astype(numpy.float64)',
    ...subtracted(input),
    ...(variance ? [`variance = ${varianceText(input)}`] : []),
    `flat = ${flat === undefined ? 'None' : `oriented(load(${pythonString(flat)})).astype(numpy.float64)`}`,
  ];
  body.push(...laboratoryFactors(input));
  const span = cakes ? cakes.cakes * cakes.width : settings.azimuthRange && spanOf(settings.azimuthRange);
  const lower = cakes ? cakes.lower : settings.azimuthRange?.[0];
  const hasRange = span !== undefined && lower !== undefined && (cakes !== undefined || span < 360);
  const turn = hasRange ? wrapped(lower + span / 2) : 0;
  if (turn !== 0)
    body.push(`ai.set_rot3(ROT3 + numpy.radians(${pythonNumber(turn)}))  # the middle of the range becomes azimuth 0`);
  body.push('result = ' + pyfaiCall(input, variance, hasRange ? span : undefined));
  if (turn !== 0) body.push('ai.set_rot3(ROT3)');
  body.push(
    `intensity = ${isMedian(settings) ? 'result.intensity' : 'numpy.where(result.count > 0, result.intensity, numpy.nan)'}`,
  );
  body.push(...(cakes ? saveCakes(turn, cakes.sense, variance) : savePattern(settings)));
  const constant = turn === 0 ? '' : 'ROT3 = ai.rot3\n\n\n';
  return `${constant === '' ? '\n' : constant}def integrate(name):\n${body.map((line) => `    ${line}`).join('\n')}`;
}

export function isMedian({ filter }: IntegrationSettings): boolean {
  return filter !== undefined && filter.kind !== 'sigma-clip';
}

/** @param span  of the azimuth range, degrees */
function pyfaiCall(input: PyfaiScriptInput, hasVariance: boolean, span: number | undefined): string {
  const { settings, cakes } = input;
  const { filter, split, errorModel, radialRange } = settings;
  const clips = filter?.kind === 'sigma-clip' && !cakes;
  const sorts = isMedian(settings) && !cakes;
  const options = [
    'image',
    String(settings.npt),
    ...(cakes ? [String(cakes.cakes)] : sorts ? [String(FILTER_SECTORS)] : []),
    `unit=${pythonString(settings.radialUnit)}`,
    sorts ? 'method=("bbox", "csr", "cython")' : `method=(${pythonString(split)}, "csr", "cython")`,
    'mask=ignored',
    'dark=dark',
    'flat=flat',
    `correctSolidAngle=${settings.solidAngle ? 'True' : 'False'}`,
    `normalization_factor=${pythonNumber(settings.normalizationFactor * (input.frameValue ?? 1))}`,
    ...(radialRange ? [`radial_range=(${radialRange.map(pythonNumber).join(', ')})`] : []),
    ...(span !== undefined && !sorts ? [`azimuth_range=(${pythonNumber(-span / 2)}, ${pythonNumber(span / 2)})`] : []),
  ];
  if (clips) options.push(`thres=${pythonNumber(filter.threshold)}`, `max_iter=${filter.maxIterations}`);
  if (hasVariance) options.push('variance=variance');
  else if (clips) options.push(`error_model=${pythonString(errorModel === 'poisson' ? 'poisson' : 'azimuthal')}`);
  else if (errorModel !== 'none' && !sorts && !cakes)
    options.push(`error_model=${pythonString(errorModel === 'azimuthal' ? 'azimuthal' : 'poisson')}`);
  if (sorts && filter?.kind === 'median') options.push(`percentile=${pythonNumber(filter.percentile)}`);
  if (sorts && filter?.kind === 'trimmed-mean')
    options.push(`percentile=(${filter.percentiles.map(pythonNumber).join(', ')})`);
  const name = cakes ? 'integrate2d' : clips ? 'sigma_clip_ng' : sorts ? 'medfilt1d' : 'integrate1d';
  return `ai.${name}(\n${options.map((text) => `        ${text},\n`).join('')}    )`;
}

/** What pyFAI takes as dark current: all that is subtracted. */
function subtracted({ dark, background, settings: { backgroundScale } }: PyfaiScriptInput): string[] {
  const read = (name: string): string => `oriented(load(${pythonString(name)})).astype(numpy.float64)`;
  const scale = backgroundScale === 1 ? '' : `${pythonNumber(backgroundScale)} * `;
  if (background === undefined) return [`dark = ${dark === undefined ? 'None' : read(dark)}`];
  if (dark === undefined) return [`background = ${read(background)}`, `dark = ${scale}background`];
  return [`current = ${read(dark)}`, `background = ${read(background)}`, `dark = current + ${scale}background`];
}

/** pyFAI leaves the counts of the dark out, and cakes without the floor of one count. */
function hasPixelVariance({ settings, cakes, dark, background }: PyfaiScriptInput): boolean {
  const { errorModel, filter } = settings;
  const counts = errorModel === 'poisson' || (errorModel === 'hybrid' && filter === undefined);
  if (!counts || (isMedian(settings) && !cakes)) return false;
  return cakes !== undefined || dark !== undefined || background !== undefined;
}

function varianceText({
  dark,
  background,
  settings: { backgroundScale, darkExposures = 1 },
}: PyfaiScriptInput): string {
  const counts = ['numpy.maximum(1, image)'];
  if (dark !== undefined)
    counts.push(
      `numpy.maximum(0, ${background === undefined ? 'dark' : 'current'})${darkExposures === 1 ? '' : ` / ${darkExposures}`}`,
    );
  if (background !== undefined)
    counts.push(
      `${backgroundScale === 1 ? '' : `${pythonNumber(backgroundScale)} ** 2 * `}numpy.maximum(0, background)`,
    );
  return counts.join(' + ');
}

/** Lines that make factors of each pixel part of the flat field. */
function laboratoryFactors({ settings, sensorDepth }: PyfaiScriptInput): string[] {
  const { polarization, sampleAbsorption } = settings;
  const lines: string[] = [];
  const multiply = (name: string): number => lines.push(`flat = ${name} if flat is None else flat * ${name}`);
  if (polarization) {
    const { factor, offsetDeg } = polarization;
    lines.push(
      `polarization = ai.polarization(image.shape, ${pythonNumber(factor)}, numpy.radians(${pythonNumber(offsetDeg)}))`,
    );
    multiply('polarization');
  }
  if (sensorDepth !== undefined) {
    lines.push(
      'cosine = numpy.cbrt(ai.solidAngleArray(image.shape, order=3).astype(numpy.float64))  # of incidence',
      `depth = ${pythonNumber(sensorDepth)}  # of the sensor, in attenuation lengths`,
      'sensor = numpy.expm1(-depth / cosine) / numpy.expm1(-depth)',
    );
    multiply('sensor');
  }
  if (sampleAbsorption) {
    const { opticalThickness, angleDeg, azimuthDeg } = sampleAbsorption;
    lines.push(
      `angle, azimuth = numpy.radians(${pythonNumber(angleDeg)}), numpy.radians(${pythonNumber(azimuthDeg)})`,
      'rows, columns = numpy.indices(image.shape, dtype=float)',
      'z, y, x = ai.calc_pos_zyx(d1=rows, d2=columns)',
      'leaning = numpy.sin(angle) * (y * numpy.sin(azimuth) + x * numpy.cos(azimuth)) + z * numpy.cos(angle)',
      'leaning /= numpy.sqrt(x * x + y * y + z * z)  # cosine to the normal of the sheet',
      `depth = ${pythonNumber(opticalThickness)} * (1 / numpy.cos(angle) - 1 / leaning)`,
      'depth = numpy.where(abs(depth) < 1e-12, 1e-12, depth)',
      'sample = numpy.where(leaning > 0, numpy.expm1(depth) / depth, 0)',
      'ignored = ignored | (leaning <= 0)',
    );
    multiply('sample');
  }
  return lines;
}

function savePattern(settings: IntegrationSettings): string[] {
  const hasSigma = settings.errorModel !== 'none' && !isMedian(settings);
  const columns = hasSigma ? 'result.radial, intensity, result.sigma' : 'result.radial, intensity';
  return [
    `path = stem(name) + ${pythonString(hasSigma ? '_pyfai.xye' : '_pyfai.xy')}`,
    `numpy.savetxt(path, numpy.transpose([${columns}]))`,
    'print(path)',
  ];
}

/** Cakes × bins in the order of the sense. */
function saveCakes(turn: number, sense: CakeSense, hasSigma: boolean): string[] {
  const order = sense === 'clockwise' ? '' : '[::-1]';
  return [
    `azimuth = (result.azimuthal + ${pythonNumber(turn)})${order}`,
    'path = stem(name) + "_pyfai_cake.npz"',
    `numpy.savez(path, intensity=intensity${order}${hasSigma ? `, sigma=result.sigma${order}` : ''}, radial=result.radial, azimuth=azimuth)`,
    'print(path)',
  ];
}

function spanOf([lower, upper]: readonly [number, number]): number {
  if (Math.abs(upper - lower) >= 360) return 360;
  const span = (upper - lower) % 360;
  return span <= 0 ? span + 360 : span;
}

/** Into [−180, 180). */
function wrapped(degrees: number): number {
  return degrees - 360 * Math.floor((degrees + 180) / 360);
}
