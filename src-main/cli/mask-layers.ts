import { AppError } from '../../src-shared/model/app-error.ts';
import type { AutoMask, MaskLayer, MaskRegion } from '../../src-shared/model/schema-types.generated.ts';
import type { RadialUnitId } from '../../src-shared/quantity/radial-unit.ts';

/** Options of `annulus mask` that become layers. */
export interface LayerOptions {
  readonly mask?: readonly string[];
  readonly keepMask?: readonly string[];
  readonly detector?: string;
  readonly below?: number;
  readonly above?: number;
  readonly between?: [number, number];
  readonly nonFinite?: boolean;
  readonly rectangle?: readonly (readonly number[])[];
  readonly circle?: readonly (readonly number[])[];
  readonly ellipse?: readonly (readonly number[])[];
  readonly polygon?: readonly (readonly number[])[];
  readonly arc?: readonly (readonly number[])[];
  readonly radialRange?: [number, number];
  readonly unit?: RadialUnitId;
  readonly azimuthRange?: [number, number];
  readonly hotPixels?: number;
  readonly autoMask?: AutoMask;
  readonly grow?: number;
  readonly shrink?: number;
  readonly invert?: boolean;
}

/** A file of the host as a layer names it; only this program reads it so. */
export const FILE_REF = 'file:/';

/**
 * The layers that options ask for, in the order in which they act.
 *
 * @throws AppError usage  if a shape has another number of numbers
 */
export function layersFromOptions(options: LayerOptions, before: readonly MaskLayer[]): MaskLayer[] {
  const layers = [...before];
  const add = (name: string, region: MaskRegion): void => {
    const id = layers.reduce((highest, layer) => Math.max(highest, layer.id), 0) + 1;
    layers.push({ id, name, enabled: true, action: 'add', region });
  };
  for (const path of options.mask ?? []) add(path, { kind: 'file', ref: FILE_REF + path, keep: false });
  for (const path of options.keepMask ?? []) add(path, { kind: 'file', ref: FILE_REF + path, keep: true });
  if (options.detector !== undefined) add('gaps', { kind: 'gaps' });
  if (options.below !== undefined) add('below', { kind: 'threshold', mode: 'below', low: options.below });
  if (options.above !== undefined) add('above', { kind: 'threshold', mode: 'above', high: options.above });
  if (options.between) {
    const [low, high] = options.between;
    add('between', { kind: 'threshold', mode: 'between', low, high });
  }
  if (options.nonFinite) add('non-finite', { kind: 'nonFinite' });
  for (const numbers of options.rectangle ?? []) {
    const [x1, y1, x2, y2] = exactly('--rectangle', 'X1,Y1,X2,Y2', 4, numbers);
    add('rectangle', { kind: 'rectangle', x1: x1!, y1: y1!, x2: x2!, y2: y2! });
  }
  for (const numbers of options.circle ?? []) {
    const [x, y, radius] = exactly('--circle', 'X,Y,RADIUS', 3, numbers);
    add('circle', { kind: 'circle', x: x!, y: y!, radius: notNegative('--circle', radius!) });
  }
  for (const numbers of options.ellipse ?? []) {
    const [x, y, rx, ry, angle] = exactly('--ellipse', 'X,Y,RX,RY,DEG', 5, numbers);
    const [radiusX, radiusY] = [notNegative('--ellipse', rx!), notNegative('--ellipse', ry!)];
    add('ellipse', { kind: 'ellipse', x: x!, y: y!, radiusX, radiusY, angleDeg: angle! });
  }
  for (const points of options.polygon ?? []) {
    if (points.length < 6 || points.length % 2 !== 0)
      throw new AppError(
        'usage',
        `--polygon has ${points.length} numbers: X,Y of three corners or more were expected.`,
      );
    add('polygon', { kind: 'polygon', points: [...points] });
  }
  for (const numbers of options.arc ?? []) {
    const [x, y, r1, r2, from, to] = exactly('--arc', 'X,Y,R1,R2,FROM,TO', 6, numbers);
    const [innerRadius, outerRadius] = [notNegative('--arc', Math.min(r1!, r2!)), Math.max(r1!, r2!)];
    add('arc', { kind: 'arc', x: x!, y: y!, innerRadius, outerRadius, startDeg: from!, endDeg: to! });
  }
  if (options.radialRange) {
    const [low, high] = options.radialRange;
    add('radial range', { kind: 'radialRange', unit: options.unit ?? '2th_deg', low, high });
  }
  if (options.azimuthRange) {
    const [startDeg, endDeg] = options.azimuthRange;
    add('azimuth range', { kind: 'azimuthRange', startDeg, endDeg });
  }
  if (options.hotPixels !== undefined) add('hot pixels', { kind: 'hotPixels', threshold: options.hotPixels, size: 5 });
  if (options.autoMask) add('automatic', { kind: 'automatic', settings: options.autoMask });
  if (options.grow !== undefined) add('grow', { kind: 'grow', radius: options.grow });
  if (options.shrink !== undefined) add('shrink', { kind: 'shrink', radius: options.shrink });
  if (options.invert) add('invert', { kind: 'invert' });
  return layers;
}

function exactly(option: string, form: string, count: number, numbers: readonly number[]): readonly number[] {
  if (numbers.length === count) return numbers;
  throw new AppError('usage', `${option} has ${numbers.length} numbers: ${form} was expected.`);
}

function notNegative(option: string, radius: number): number {
  if (radius >= 0) return radius;
  throw new AppError('usage', `${option} has a radius of ${radius}: it cannot be negative.`);
}
