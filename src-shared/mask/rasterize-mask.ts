import { detectorMask } from '../detector/detector-mask.ts';
import { AppError } from '../model/app-error.ts';
import { formatShape, isSameShape, type DetectorImage, type Shape } from '../model/detector-image.ts';
import type { Calibration, MaskLayer, MaskRegion } from '../model/schema-types.generated.ts';
import { automaticMask } from './automatic-mask.ts';
import { countMasked } from './count-masked.ts';
import { fillArc } from './fill-arc.ts';
import { fillEllipse, fillPolygon, fillRectangle } from './fill-shape.ts';
import { fillPoints, fillStroke } from './fill-stroke.ts';
import { growMask, invertMask, shrinkMask } from './grow-mask.ts';
import { findHotPixels } from './hot-pixels.ts';
import { ringBins, type RingBins } from './ring-bins.ts';
import { fillAzimuthRange, fillRadialRange } from './scattering-range.ts';

/** What layers are laid over, besides the shape. */
export interface MaskContext {
  /** The frame, corrected where that is wanted; layers that look at values need it. */
  readonly image?: Pick<DetectorImage, 'samples' | 'shape'>;
  readonly calibration?: Calibration;
  /** Pixels left out for other reasons, non-zero: no statistics are made of them. They are not part of the result. */
  readonly unused?: Uint8Array | null;
  /** Pixels of a mask file, non-zero = set. */
  readonly maskFile?: (ref: string) => { readonly mask: Uint8Array; readonly shape: Shape } | undefined;
  /** Rings that were made before, for this calibration and shape. */
  readonly rings?: (report?: (done: number) => void) => RingBins;
  /**
   * Masks of the same layers that were made before; only costly layers ask.
   *
   * @param layers  from the first to the costly one
   */
  readonly remembered?: MaskMemory;
  /** Memory for the mask, one entry per pixel, whatever it holds; it need not be where the result lies. */
  readonly scratch?: Uint8Array;
  /** Told how much is done, 0…1, and at which layer; costly layers tell it often. What it throws ends the work. */
  readonly onProgress?: (fraction: number, stage: string) => void;
}

/** A mask made of layers. */
export interface LaidMask {
  /** 1 = masked, one entry per pixel. */
  readonly mask: Uint8Array;
  /** Masked pixels once each of the layers that act was laid. */
  readonly totals: readonly number[];
}

export interface MaskMemory {
  find(layers: readonly MaskLayer[]): LaidMask | undefined;
  keep(layers: readonly MaskLayer[], laid: LaidMask): void;
}

/** Layers that take so long that their outcome is worth keeping. */
const COSTLY: readonly MaskRegion['kind'][] = [
  'automatic',
  'hotPixels',
  'radialRange',
  'azimuthRange',
  'grow',
  'shrink',
];

/** Only the pixels of `layMask`. */
export function rasterizeMask(
  layers: readonly MaskLayer[],
  shape: Shape,
  context: MaskContext = {},
  onProblem?: (layer: MaskLayer, error: AppError) => void,
): Uint8Array {
  return layMask(layers, shape, context, onProblem).mask;
}

/**
 * The pixels that layers mask, acting from the first to the last.
 *
 * @param onProblem  told of a layer that cannot be laid, which is left out; absent: it is thrown
 * @throws AppError  'usage' or 'calibration' if a layer lacks what it needs, 'shape' if a file has another shape
 */
export function layMask(
  layers: readonly MaskLayer[],
  shape: Shape,
  context: MaskContext = {},
  onProblem?: (layer: MaskLayer, error: AppError) => void,
): LaidMask {
  const active = layers.filter(({ enabled }) => enabled);
  const { remembered, onProgress, scratch } = context;
  let mask: Uint8Array | undefined;
  let totals: number[] = [];
  if (remembered)
    for (let count = active.length; count > 0 && !mask; count--)
      if (COSTLY.includes(active[count - 1]!.region.kind)) {
        const found = remembered.find(active.slice(0, count));
        if (!found) continue;
        mask = scratch ?? new Uint8Array(found.mask.length);
        mask.set(found.mask);
        totals = [...found.totals];
      }
  mask ??= scratch?.fill(0) ?? new Uint8Array(shape[0] * shape[1]);
  let isWhole = true;
  for (const [index, layer] of active.entries()) {
    if (index < totals.length) continue;
    const report = onProgress && ((done: number) => onProgress((index + done) / active.length, layer.name));
    try {
      mask = layOver(mask, layer, shape, context, report);
    } catch (cause) {
      const error = AppError.from(cause);
      if (!onProblem || error.code === 'internal' || error.code === 'cancelled') throw cause;
      onProblem(layer, error);
      isWhole = false;
    }
    totals.push(countMasked(mask));
    if (isWhole && COSTLY.includes(layer.region.kind))
      remembered?.keep(active.slice(0, index + 1), { mask: mask.slice(), totals: [...totals] });
  }
  return { mask, totals };
}

type Report = ((done: number) => void) | undefined;

function layOver(mask: Uint8Array, layer: MaskLayer, shape: Shape, context: MaskContext, report: Report): Uint8Array {
  const { region } = layer;
  const value = layer.action === 'add' ? 1 : 0;
  switch (region.kind) {
    case 'rectangle':
      fillRectangle(mask, shape, region, value);
      return mask;
    case 'circle':
      fillEllipse(mask, shape, { ...region, radiusX: region.radius, radiusY: region.radius, angleDeg: 0 }, value);
      return mask;
    case 'ellipse':
      fillEllipse(mask, shape, region, value);
      return mask;
    case 'polygon':
      fillPolygon(mask, shape, region.points, value);
      return mask;
    case 'arc':
      fillArc(mask, shape, region, value);
      return mask;
    case 'brush':
      for (const { points, radius } of region.strokes) fillStroke(mask, shape, points, radius, value);
      return mask;
    case 'point':
      fillPoints(mask, shape, region.points, region.radius, value);
      return mask;
    case 'radialRange':
      fillRadialRange(mask, shape, calibrationOf(layer, context), region, value);
      return mask;
    case 'azimuthRange':
      fillAzimuthRange(mask, shape, calibrationOf(layer, context), region, value);
      return mask;
    case 'grow':
      return growMask(mask, shape, region.radius);
    case 'shrink':
      return shrinkMask(mask, shape, region.radius);
    case 'invert':
      return invertMask(mask);
    case 'gaps':
      return withPixels(mask, gapsOf(layer, shape, context), value);
    case 'file':
      return withPixels(mask, fileMask(layer, region, shape, context), value);
    case 'threshold':
    case 'nonFinite':
    case 'hotPixels':
    case 'automatic':
      return layByValue(mask, layer, region, shape, context, report);
  }
}

type ValueRegion = Extract<MaskRegion, { kind: 'threshold' | 'nonFinite' | 'hotPixels' | 'automatic' }>;

function layByValue(
  mask: Uint8Array,
  layer: MaskLayer,
  region: ValueRegion,
  shape: Shape,
  context: MaskContext,
  report: Report,
): Uint8Array {
  const { image } = context;
  if (!image) throw new AppError('usage', `The layer "${layer.name}" looks at values: open an image for it.`);
  if (!isSameShape(image.shape, shape))
    throw new AppError('shape', `The image has ${formatShape(image.shape)} pixels, the mask ${formatShape(shape)}.`);
  const { samples } = image;
  const value = layer.action === 'add' ? 1 : 0;
  switch (region.kind) {
    case 'nonFinite':
      for (let p = 0; p < samples.length; p++) if (!(Math.abs(samples[p]!) < Infinity)) mask[p] = value;
      return mask;
    case 'threshold': {
      const { mode, low = -Infinity, high = Infinity } = region;
      if (mode === 'between') {
        for (let p = 0; p < samples.length; p++) if (samples[p]! >= low && samples[p]! <= high) mask[p] = value;
        return mask;
      }
      const [least, most] = [mode === 'above' ? -Infinity : low, mode === 'below' ? Infinity : high];
      for (let p = 0; p < samples.length; p++) if (samples[p]! < least || samples[p]! > most) mask[p] = value;
      return mask;
    }
    case 'hotPixels': {
      const skip = unusedPixels(mask, context, layer.action === 'add');
      findHotPixels(samples, shape, region, skip, (p) => (mask[p] = value), report);
      return mask;
    }
    case 'automatic': {
      const sorting = report && ((done: number) => report(RINGS_SHARE * done));
      const rings = (): RingBins =>
        context.rings?.(sorting) ?? ringBins(calibrationOf(layer, context), shape, undefined, sorting);
      const skip = unusedPixels(mask, context, layer.action === 'add');
      const looking = report && ((done: number) => report(RINGS_SHARE + (1 - RINGS_SHARE) * done));
      const found = automaticMask(samples, shape, region.settings, skip, rings, looking);
      // What was left out beforehand is no finding of this layer.
      for (let p = 0; p < mask.length; p++) if (found[p] !== 0 && skip[p] === 0) mask[p] = value;
      return mask;
    }
  }
}

/** Part of the time of an automatic layer that making its rings takes, roughly. */
const RINGS_SHARE = 0.6;

/** What statistics leave out: the pixels of no use, and those masked so far unless the layer is to free them. */
function unusedPixels(mask: Uint8Array, { unused }: MaskContext, withMask: boolean): Uint8Array {
  const out = withMask ? mask.slice() : new Uint8Array(mask.length);
  if (unused) for (let p = 0; p < out.length; p++) if (unused[p] !== 0) out[p] = 1;
  return out;
}

function withPixels(mask: Uint8Array, pixels: Uint8Array | null, value: number): Uint8Array {
  if (pixels) for (let p = 0; p < mask.length; p++) if (pixels[p] !== 0) mask[p] = value;
  return mask;
}

function calibrationOf(layer: MaskLayer, { calibration }: MaskContext): Calibration {
  if (calibration) return calibration;
  throw new AppError(
    'calibration',
    `The layer "${layer.name}" needs a calibration: open one, or switch the layer off.`,
  );
}

function gapsOf(layer: MaskLayer, shape: Shape, context: MaskContext): Uint8Array | null {
  return detectorMask(calibrationOf(layer, context).detector, shape);
}

function fileMask(
  layer: MaskLayer,
  { ref, keep }: Extract<MaskRegion, { kind: 'file' }>,
  shape: Shape,
  { maskFile }: MaskContext,
): Uint8Array {
  const file = maskFile?.(ref);
  if (!file) throw new AppError('not-found', `The file of the layer "${layer.name}" is not open: open it again.`);
  if (!isSameShape(file.shape, shape))
    throw new AppError(
      'shape',
      `The layer "${layer.name}" has ${formatShape(file.shape)} pixels and the image ${formatShape(shape)}: both must be of the same detector.`,
    );
  return keep ? invertMask(file.mask) : file.mask;
}
