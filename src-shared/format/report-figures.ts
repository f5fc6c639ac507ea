import { beamCentre } from '../geometry/beam-centre.ts';
import { ringPolyline } from '../geometry/ring-polyline.ts';
import type { CalibrationFindings } from '../model/calibration-result.ts';
import type { Shape } from '../model/detector-image.ts';
import type { Calibration } from '../model/schema-types.generated.ts';
import { toDegrees } from '../quantity/angle.ts';
import { markup, type Markup } from './html-markup.ts';
import { intensityPicture } from './intensity-picture.ts';
import type { CalibrationReportContent } from './report-content.ts';
import { horizontalAxis, placeOn, round, verticalAxis, type SvgAxis } from './svg-scale.ts';

const WIDTH = 760;
const [LEFT, RIGHT, TOP, BOTTOM] = [58, 12, 10, 42];

/** Residuals below, at and above zero, in steps that hold up in print and for the colour-blind. */
const RESIDUAL_CLASSES = ['low2', 'low1', 'zero', 'high1', 'high2'] as const;
/** Limits between the classes, in units of the rms. */
const CLASS_LIMITS = [-1.5, -0.5, 0.5, 1.5];
const MAX_POINTS = 6000;

/** The image with rings, points coloured by residual, and the beam centre. */
export function imageFigure({ result, picture, pictureBlock, imageShape }: CalibrationReportContent): Markup {
  const { calibration } = result;
  const stretch = calibration ? calibration.detector.pixel1 / calibration.detector.pixel2 : 1;
  const [rows, columns] = imageShape;
  const [height, width] = picture.shape.map((count) => count * pictureBlock) as [number, number];
  return markup`<svg class="picture" viewBox="0 0 ${columns} ${round(rows * stretch)}" role="img" aria-label="The image with the rings found">
<g transform="scale(1 ${stretch})"><image class="raster" width="${width}" height="${height}" preserveAspectRatio="none" href="${intensityPicture(picture.values, picture.shape)}" />
${calibration && ringsOf(result, calibration, imageShape)}${calibration && pointsOf(result)}${calibration && centreOf(calibration, imageShape)}</g></svg>`;
}

export function imageFigureWithKey(content: CalibrationReportContent): Markup {
  return markup`<figure>${imageFigure(content)}<figcaption>Rings found (broken lines: not used) and points:
<span class="key low2"></span><span class="key low1"></span>nearer to the beam than their ring<span class="key zero"></span>on it<span class="key high1"></span><span class="key high2"></span>farther<span class="key rejected"></span>dropped. Tinted blue: no measurement.</figcaption></figure>`;
}

function ringsOf({ rings }: CalibrationFindings, calibration: Calibration, shape: Shape): Markup[] {
  return rings.map(({ twoTheta, state }) => {
    const data = ringPolyline(calibration, shape, twoTheta)
      .map((line) => line.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join(''))
      .join('');
    return markup`<path class="ring ${state}" d="${data}" />`;
  });
}

function pointsOf({ points, rmsPx }: CalibrationFindings): Markup[] {
  const rms = rmsPx !== null && rmsPx > 0 ? rmsPx : 1;
  const groups = new Map<string, string[]>();
  const every = Math.max(1, Math.ceil(points.rings.length / MAX_POINTS));
  for (let i = 0; i < points.rings.length; i += every) {
    const key = points.rejected[i] ? 'rejected' : classOf(points.residualsPx[i]! / rms);
    const place = `M${round(points.columns[i]!)} ${round(points.rows[i]!)}h0`;
    groups.set(key, [...(groups.get(key) ?? []), place]);
  }
  return [...RESIDUAL_CLASSES, 'rejected'].map(
    (key) => markup`<path class="point ${key}" d="${(groups.get(key) ?? []).join('')}" />`,
  );
}

function classOf(residual: number): string {
  const index = CLASS_LIMITS.findIndex((limit) => residual < limit);
  return RESIDUAL_CLASSES[index < 0 ? CLASS_LIMITS.length : index]!;
}

function centreOf(calibration: Calibration, shape: Shape): Markup | null {
  const centre = beamCentre(calibration, shape);
  if (!centre || centre[0] < 0 || centre[1] < 0 || centre[0] > shape[1] || centre[1] > shape[0]) return null;
  const [x, y] = centre.map(round) as [number, number];
  const arm = round(Math.max(6, shape[1] / 60));
  return markup`<path class="beam" d="M${x - arm} ${y}h${2 * arm}M${x} ${y - arm}v${2 * arm}" />`;
}

const AZIMUTH_BINS = 72;
/** Steps of colour to either side of zero. */
const STEPS = 4;

/** Mean residual by ring and azimuth: straight stripes, waves and steps each have their cause. */
export function residualFigure({ points, rings, rmsPx }: CalibrationFindings): Markup {
  const used = rings.filter((ring) => ring.points > 0);
  const rowOf = new Map(used.map(({ ring }, row) => [ring, row]));
  const sums = new Float64Array(used.length * AZIMUTH_BINS);
  const counts = new Float64Array(sums.length);
  for (let i = 0; i < points.rings.length; i++) {
    const row = rowOf.get(points.rings[i]!);
    if (row === undefined || points.rejected[i]) continue;
    const bin = Math.min(AZIMUTH_BINS - 1, Math.floor((points.azimuths[i]! / (2 * Math.PI) + 0.5) * AZIMUTH_BINS));
    sums[row * AZIMUTH_BINS + bin]! += points.residualsPx[i]!;
    counts[row * AZIMUTH_BINS + bin]!++;
  }
  const limit = 2 * (rmsPx !== null && rmsPx > 0 ? rmsPx : 1);
  const rowHeight = Math.max(6, Math.min(20, 320 / Math.max(1, used.length)));
  const bottom = TOP + rowHeight * used.length;
  const x: SvgAxis = { low: -180, high: 180, from: LEFT, to: WIDTH - RIGHT };
  const cell = (x.to - x.from) / AZIMUTH_BINS;
  const classes = new Map<string, string[]>();
  for (let row = 0; row < used.length; row++)
    for (let bin = 0; bin < AZIMUTH_BINS; bin++) {
      const q = row * AZIMUTH_BINS + bin;
      if (counts[q] === 0) continue;
      const part = Math.max(-1, Math.min(1, sums[q]! / counts[q]! / limit));
      const step = Math.round(part * STEPS);
      const key = step === 0 ? 's0' : `${step < 0 ? 'n' : 'p'}${Math.abs(step)}`;
      const place = `M${round(x.from + bin * cell)} ${round(TOP + row * rowHeight)}h${round(cell - 0.5)}v${round(rowHeight - 0.5)}h${round(0.5 - cell)}z`;
      classes.set(key, [...(classes.get(key) ?? []), place]);
    }
  const labels = Math.ceil(11 / rowHeight); // no more than fit
  return markup`<svg viewBox="0 0 ${WIDTH} ${round(bottom + BOTTOM)}" role="img" aria-label="Residuals by ring and azimuth">
${[...classes].map(([key, places]) => markup`<path class="cell ${key}" d="${places.join('')}" />`)}
<g class="axis left">${used.map(({ ring }, row) =>
    row % labels === 0
      ? markup`<text x="${LEFT - 8}" y="${round(TOP + (row + 0.5) * rowHeight + 4)}">${ring + 1}</text>`
      : null,
  )}<text class="title" x="14" y="${round((TOP + bottom) / 2)}" transform="rotate(-90 14 ${round((TOP + bottom) / 2)})">ring</text></g>
${horizontalAxis(x, round(bottom), 'azimuth, degrees', [-180, -135, -90, -45, 0, 45, 90, 135, 180])}</svg>
<p class="legend">${Array.from({ length: 2 * STEPS + 1 }, (_, i) => {
    const step = i - STEPS;
    const key = step === 0 ? 's0' : `${step < 0 ? 'n' : 'p'}${Math.abs(step)}`;
    return markup`<span class="swatch ${key}"></span>`;
  })} −${limit.toFixed(3)} px to +${limit.toFixed(3)} px: points too near to the beam, and too far from it.</p>`;
}

/** Azimuth against 2θ: rings are upright straight lines where the geometry is right. */
export function cakeFigure({ result, cake }: CalibrationReportContent): Markup | null {
  if (!cake) return null;
  const height = 380;
  const x = radialAxis(cake.radialRange);
  const y: SvgAxis = { low: -180, high: 180, from: TOP, to: TOP + height };
  return markup`<svg viewBox="0 0 ${WIDTH} ${TOP + height + BOTTOM}" role="img" aria-label="Azimuth against scattering angle">
<image class="raster" x="${x.from}" y="${TOP}" width="${x.to - x.from}" height="${height}" preserveAspectRatio="none" href="${intensityPicture(cake.values, cake.shape)}" />
${ringLines(result, x, TOP, TOP + height)}
${verticalAxis(y, LEFT, 'azimuth, degrees', [-180, -90, 0, 90, 180])}
${horizontalAxis(x, TOP + height, '2θ, degrees')}</svg>`;
}

/** Mean counts against 2θ, square root upwards so that weak lines show, with the lines of the calibrant. */
export function patternFigure({ result, cake }: CalibrationReportContent): Markup | null {
  if (!cake) return null;
  const height = 260;
  const top = 34; // room for hkl
  const { pattern } = cake;
  const x = radialAxis(cake.radialRange);
  const roots = pattern.map((value) => Math.sqrt(Math.max(0, value)));
  const highest = roots.reduce((most, value) => (value > most ? value : most), 0);
  const y: SvgAxis = { low: 0, high: highest > 0 ? highest : 1, from: top + height, to: top };
  let data = '';
  let isDrawing = false;
  for (let b = 0; b < roots.length; b++) {
    const value = roots[b]!;
    if (Number.isNaN(value)) {
      isDrawing = false;
      continue;
    }
    const place = x.from + ((b + 0.5) / roots.length) * (x.to - x.from);
    data += `${isDrawing ? 'L' : 'M'}${round(place)} ${round(placeOn(y, value))}`;
    isDrawing = true;
  }
  let free = -Infinity;
  const labels = result.rings.flatMap(({ twoTheta, hkl, state }) => {
    const place = placeOn(x, toDegrees(twoTheta));
    if (hkl === '' || state === 'unseen' || place < free || place > x.to || place < x.from) return [];
    free = place + 13;
    const name = (hkl.split(' / ')[0] ?? '').replaceAll(' ', '');
    return [
      markup`<text class="hkl" x="${round(place)}" y="${top - 4}" transform="rotate(-90 ${round(place)} ${top - 4})">${name}</text>`,
    ];
  });
  return markup`<svg viewBox="0 0 ${WIDTH} ${top + height + BOTTOM}" role="img" aria-label="Pattern with the lines of the calibrant">
${ringLines(result, x, top, top + height)}<path class="curve" d="${data}" />${labels}
${verticalAxis(y, LEFT, '√ of mean counts')}
${horizontalAxis(x, top + height, '2θ, degrees')}</svg>`;
}

function radialAxis([low, high]: readonly [number, number]): SvgAxis {
  return { low: toDegrees(low), high: toDegrees(high), from: LEFT, to: WIDTH - RIGHT };
}

function ringLines({ rings }: CalibrationFindings, x: SvgAxis, top: number, bottom: number): Markup[] {
  return rings.flatMap(({ twoTheta, state }) => {
    const place = round(placeOn(x, toDegrees(twoTheta)));
    return place >= x.from && place <= x.to
      ? [markup`<path class="ring ${state}" d="M${place} ${top}V${bottom}" />`]
      : [];
  });
}
