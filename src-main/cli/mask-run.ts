import { basename } from 'node:path';
import { pedestal } from '../../src-shared/correction/pedestal.ts';
import { detectorMask } from '../../src-shared/detector/detector-mask.ts';
import { findImageWriter } from '../../src-shared/format/built-in-writers.ts';
import { formatMaskLayers } from '../../src-shared/format/mask-layer-file.ts';
import { layMask } from '../../src-shared/mask/rasterize-mask.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import { formatShape, isSameShape, type DetectorImage } from '../../src-shared/model/detector-image.ts';
import type { Calibration, MaskLayer } from '../../src-shared/model/schema-types.generated.ts';
import { writeWhole } from '../file/atomic-write.ts';
import { readImage } from '../file/open-image.ts';
import { checkFolderOf, pathExists } from '../file/output-folder.ts';
import { readTextFile } from '../file/text-file.ts';
import { chooseDetector } from '../service/choose-detector.ts';
import { checkSameShape, type LoadedMask, maskFromImage } from '../service/combine-masks.ts';
import { loadCalibration, orientCalibration } from '../service/load-calibration.ts';
import { programName } from '../service/program-name.ts';
import { readMaskLayers } from '../service/read-mask-layers.ts';
import type { CommonOptions } from './common-options.ts';
import { EXIT_DONE } from './exit-code.ts';
import { FILE_REF, type LayerOptions, layersFromOptions } from './mask-layers.ts';
import { createTerminal, type Terminal } from './terminal.ts';

export interface MaskOptions extends CommonOptions, LayerOptions {
  readonly out?: string;
  readonly layers?: string;
  readonly poni?: string;
  readonly flipRows?: boolean;
  readonly orientation?: number;
  readonly dark?: string;
  readonly background?: string;
  readonly backgroundScale?: number;
  readonly frame?: number;
  readonly overwrite?: boolean;
}

/** Share of the image beyond which a mask is likely to be meant the other way round. */
const MOST = 0.5;
/** Share beyond which the whole mask is. */
const NEARLY_ALL = 0.9;

/**
 * Makes a mask for an image.
 *
 * @returns the exit code
 * @throws AppError  for what is refused
 */
export async function runMask(imagePath: string, options: MaskOptions, signal: AbortSignal): Promise<number> {
  const terminal = createTerminal(options);
  const out = options.out;
  if (out === undefined) throw new AppError('usage', 'No file for the mask was given: name one with --out FILE.');
  const writesLayers = /\.json$/i.test(out);
  const writer = findImageWriter(out);
  if (!writesLayers && !writer)
    throw new AppError(
      'usage',
      `Masks are not written to "${out}": end its name with .npy, .edf, .msk, .tif, .mask or .mask.json.`,
    );
  await checkFolderOf(out);
  if (!options.overwrite && (await pathExists(out)))
    throw new AppError('exists', `${out} exists already: give --overwrite to replace it.`);

  const before = options.layers === undefined ? [] : await readLayerFile(options.layers);
  const layers = layersFromOptions(options, before);
  if (layers.length === 0)
    throw new AppError('usage', 'Nothing is to be masked: give --auto-mask, --below V, --mask FILE or a shape.');
  const image = await readImage(imagePath, options.frame ?? 0, { signal });
  const calibration = await calibrationFor(imagePath, image, options);
  if (!calibration) refuseWithoutCalibration(layers);
  const files = await readFiles(layers, signal);
  warnOfKeepMasks(layers, files, image, terminal);
  const { mask, totals } = layMask(layers, image.shape, {
    image: { shape: image.shape, samples: await correctedSamples(image, options, signal) },
    ...(calibration ? { calibration } : {}),
    unused: image.mask ?? null,
    maskFile: (ref) => files.get(ref)!,
  });

  const masked = totals.at(-1) ?? 0;
  const content =
    writesLayers || !writer
      ? formatMaskLayers(layers, image.shape, programName())
      : writer.write({ samples: mask, shape: image.shape });
  await writeWhole(out, content, { overwrite: options.overwrite === true });
  const percent = (100 * masked) / mask.length;
  if (masked === mask.length)
    terminal.notice(`Warning: the mask leaves no pixel of ${imagePath}, so that nothing can be integrated with it.`);
  else if (masked > NEARLY_ALL * mask.length)
    terminal.notice(
      `Warning: the mask leaves ${(100 - percent).toFixed(1)} % of ${imagePath}: is it turned round (--invert)?`,
    );
  const active = layers.filter(({ enabled }) => enabled);
  const changes = active.map(({ name }, k) => ({ name, pixels: totals[k]! - (totals[k - 1] ?? 0) }));
  terminal.report({ out, shape: image.shape, masked, pixels: mask.length, layers: layers.length, changes });
  if (changes.length > 1)
    for (const { name, pixels } of changes) terminal.print(`${name}: ${pixels < 0 ? '' : '+'}${pixels}`);
  terminal.print(`${out}: ${masked} of ${mask.length} pixels masked (${percent.toFixed(2)} %).`);
  return EXIT_DONE;
}

/** @throws AppError usage  if a layer follows scattering angles, or gaps of a detector */
function refuseWithoutCalibration(layers: readonly MaskLayer[]): void {
  for (const { region, enabled } of layers) {
    if (!enabled) continue;
    if (region.kind === 'gaps') throw new AppError('usage', 'The gaps of which detector? Give --detector NAME.');
    if (region.kind === 'radialRange' || region.kind === 'azimuthRange')
      throw new AppError('usage', 'Ranges of angles need a calibration: give --poni FILE.');
    if (region.kind === 'automatic' && region.settings.alpha !== undefined)
      throw new AppError(
        'usage',
        'The rings of --auto-mask need a calibration: give --poni FILE, or leave them out with --auto-mask=alpha=none.',
      );
  }
}

async function readLayerFile(path: string): Promise<readonly MaskLayer[]> {
  const { loadValidator } = await import('../rpc/schema-validation.ts');
  return readMaskLayers(path, await readTextFile(path), await loadValidator()).maskLayers;
}

/** The calibration named, with the detector named; where only a detector is named, one that serves for its gaps. */
async function calibrationFor(
  path: string,
  image: DetectorImage,
  { poni, detector, flipRows, orientation }: MaskOptions,
): Promise<Calibration | undefined> {
  const loaded =
    poni === undefined
      ? undefined
      : orientCalibration(
          (await loadCalibration(poni)).calibration,
          flipRows === true,
          orientation as 1 | 2 | 3 | 4 | undefined,
        );
  const wanted = loaded?.detector.shape;
  if (wanted && !isSameShape(wanted, image.shape))
    throw new AppError(
      'shape',
      `${basename(path)} has ${formatShape(image.shape)} pixels, and the calibration is for ${formatShape(wanted)}.`,
    );
  if (detector === undefined) return loaded;
  const found = chooseDetector(path, image, { detector }, []);
  if (!detectorMask(found, image.shape))
    throw new AppError('usage', `The catalogue knows no gaps of ${found.name}: leave out --detector.`);
  if (loaded)
    return { ...loaded, detector: { ...loaded.detector, name: found.name, orientation: loaded.detector.orientation } };
  return { geometry: { dist: 1, poni1: 0, poni2: 0, rot1: 0, rot2: 0, rot3: 0 }, detector: found };
}

async function readFiles(layers: readonly MaskLayer[], signal: AbortSignal): Promise<Map<string, LoadedMask>> {
  const files = new Map<string, LoadedMask>();
  for (const { region, name } of layers) {
    if (region.kind !== 'file') continue;
    if (!region.ref.startsWith(FILE_REF))
      throw new AppError('not-found', `The layer "${name}" is a file of a window: give it with --mask FILE instead.`);
    const path = region.ref.slice(FILE_REF.length);
    files.set(region.ref, maskFromImage(path, await readImage(path, 0, { signal })));
  }
  return files;
}

/** Which convention a file follows cannot be told from it for sure: what looks wrong is asked about. */
function warnOfKeepMasks(
  layers: readonly MaskLayer[],
  files: ReadonlyMap<string, LoadedMask>,
  image: DetectorImage,
  terminal: Terminal,
): void {
  for (const { region } of layers) {
    const file = region.kind === 'file' ? files.get(region.ref) : undefined;
    if (region.kind !== 'file' || !file) continue;
    checkSameShape(`The mask ${file.name}`, file.shape, image.shape);
    const share = file.mask.reduce((total, value) => total + value, 0) / file.mask.length;
    const left = region.keep ? share : 1 - share;
    if (left >= 1 - MOST) continue;
    terminal.notice(
      `Warning: ${file.name} masks ${(100 * (1 - left)).toFixed(1)} % of the image; ` +
        (region.keep
          ? 'if 1 means masked in it, give it with --mask.'
          : 'if 1 means keep in it, give it with --keep-mask.'),
    );
  }
}

async function correctedSamples(
  image: DetectorImage,
  { dark, background, backgroundScale = 1 }: MaskOptions,
  signal: AbortSignal,
): Promise<DetectorImage['samples']> {
  if (dark === undefined && background === undefined) return image.samples;
  const read = async (what: string, path: string | undefined): Promise<DetectorImage['samples'] | null> => {
    if (path === undefined) return null;
    const other = await readImage(path, 0, { signal });
    checkSameShape(`The ${what} ${path}`, other.shape, image.shape);
    return other.samples;
  };
  const below = pedestal(image.shape, await read('dark', dark), await read('background', background), backgroundScale);
  return below ? Float64Array.from(image.samples, (value, p) => value - below[p]!) : image.samples;
}
