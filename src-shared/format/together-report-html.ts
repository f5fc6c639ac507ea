import type { TogetherArrangement } from '../model/schema-types.generated.ts';
import { markup, type Markup } from './html-markup.ts';
import type { CalibrationReportContent } from './report-content.ts';
import { cakeFigure, imageFigureWithKey, residualFigure } from './report-figures.ts';
import { plural, reportPage, section } from './report-page.ts';
import {
  correlationTable,
  fixed,
  inputTable,
  PARAMETERS,
  ringTable,
  significant,
  withDigitsOf,
} from './report-tables.ts';

/** One image of several. */
export interface TogetherReportImage {
  /** Verdict and reasons of the image alone; geometry, points and rings of the joint refinement */
  readonly content: CalibrationReportContent;
  /** How far or at which angle it was said to be: m or rad; absent where nothing was said */
  readonly given?: number;
  /** With the geometry of the image alone, on the same points, px */
  readonly rmsAlonePx: number;
}

/** What the report of several images refined together is made of. */
export interface TogetherReportContent {
  readonly calibrantLabel: string;
  readonly verdict: 'good' | 'check' | 'bad';
  readonly reasons: readonly string[];
  readonly arrangement: TogetherArrangement;
  /** SI; "dist[2]" is that of the second image alone */
  readonly parameters: readonly {
    readonly name: string;
    readonly value: number;
    /** One standard deviation; NaN where not determined */
    readonly uncertainty: number;
    readonly held: boolean;
  }[];
  readonly correlation: { readonly names: readonly string[]; readonly matrix: readonly (readonly number[])[] };
  readonly warnings: readonly string[];
  readonly images: readonly TogetherReportImage[];
  /** Those that could not take part, one sentence each */
  readonly leftOut: readonly { readonly imageName: string; readonly reason: string }[];
  /** Name and version */
  readonly program: string;
}

/**
 * One page about several images refined together: verdict, what each image says, what they share, how that was found.
 * It needs nothing else. The same content gives the same bytes.
 */
export function formatTogetherReport(content: TogetherReportContent): string {
  const { calibrantLabel, verdict, reasons, program, images } = content;
  const about = [calibrantLabel, plural(images.length, 'image'), program].join(' · ');
  return reportPage({ title: 'Calibration of several images together', about, program, verdict, reasons }, [
    section('Images', imageTable(content)),
    section('Parameters', parameterTable(content)),
    section('Correlation', markup`<div class="table">${correlationTable(content)}</div>`),
    ...images.map(imageSection),
  ]);
}

const ARRANGEMENTS: Readonly<Record<TogetherArrangement, string>> = {
  own: 'Each image has its own geometry; the wavelength is one for all.',
  moved: 'One detector on a straight path of known lengths.',
  path: 'One detector on a straight path of unknown lengths.',
  rotated: 'One detector on an arm turned by known angles about an axis through the sample.',
};

function imageTable({ images, leftOut, arrangement }: TogetherReportContent): Markup {
  const isGiven = images.some(({ given }) => given !== undefined);
  const scale = arrangement === 'rotated' ? 180 / Math.PI : 1e3;
  const head = ['Distance, mm', '±', 'Centre, px', 'Tilt, °', 'Rings', 'Points', 'Dropped', 'rms, px', 'Alone, px'];
  return markup`<div class="table"><table class="wide"><thead><tr><th>Image</th>${
    isGiven && markup`<th class="number">Given, ${arrangement === 'rotated' ? '°' : 'mm'}</th>`
  }<th>Alone</th>${head.map((title) => markup`<th class="number">${title}</th>`)}</tr></thead><tbody>${images.map(
    ({ content: { imageName, result }, given, rmsAlonePx }) => {
      const { fit2d, uncertainties, points, rings } = result;
      const dropped = points.rejected.reduce((count, flag) => count + flag, 0);
      const cells = [
        fit2d ? fixed(fit2d.directDistanceMm, 4) : '',
        uncertainties.dist === undefined ? '' : significant(uncertainties.dist * 1e3),
        fit2d ? `${fixed(fit2d.centreX, 3)}, ${fixed(fit2d.centreY, 3)}` : '',
        fit2d ? fixed(fit2d.tiltDeg, 4) : '',
        String(rings.filter((ring) => ring.points > 0).length),
        String(points.rings.length - dropped),
        String(dropped),
        result.rmsPx === null ? '' : fixed(result.rmsPx, 3),
        fixed(rmsAlonePx, 3),
      ];
      return markup`<tr><th>${imageName}</th>${
        isGiven &&
        markup`<td class="number">${given === undefined ? '' : String(Number((given * scale).toPrecision(9)))}</td>`
      }<td>${result.verdict}</td>${cells.map((text) => markup`<td class="number">${text}</td>`)}</tr>`;
    },
  )}${leftOut.map(
    ({ imageName, reason }) =>
      markup`<tr class="dropped"><th>${imageName}</th><td colspan="${head.length + (isGiven ? 2 : 1)}">Left out: ${reason}</td></tr>`,
  )}</tbody></table></div><p class="faint">${ARRANGEMENTS[arrangement]} “Alone” is what each image says with a geometry of its own.</p>`;
}

interface ParameterWords {
  readonly label: string;
  readonly unit: string;
  readonly scale: number;
}
const DEGREES = { unit: '°', scale: 180 / Math.PI };
const MILLIMETRES = { unit: 'mm', scale: 1e3 };
const WORDS: Readonly<Record<string, ParameterWords>> = {
  ...Object.fromEntries(PARAMETERS.map(({ name, ...words }) => [name, words])),
  path1: { label: 'path1: the path leans up', ...DEGREES },
  path2: { label: 'path2: the path leans across', ...DEGREES },
  travel: { label: 'travel from the first image', ...MILLIMETRES },
  scale: { label: 'scale of the angles', unit: '', scale: 1 },
  axisAzimuth: { label: 'axis: azimuth about the beam', ...DEGREES },
  axisInclination: { label: 'axis: inclination towards the beam', ...DEGREES },
};

function parameterTable({ parameters, images }: TogetherReportContent): Markup {
  return markup`<div class="table"><table><thead><tr><th>Parameter</th><th class="number">Value</th><th class="number">± (1 σ)</th><th>Unit</th></tr></thead><tbody>${parameters.map(
    ({ name, value, uncertainty, held }) => {
      const [, base = name, number] = /^(\w+)\[(\d+)\]$/.exec(name) ?? [];
      const { label, unit, scale } = WORDS[base] ?? { label: name, unit: '', scale: 1 };
      const image = number === undefined ? undefined : images[Number(number) - 1]?.content.imageName;
      const error = held ? 'held' : Number.isNaN(uncertainty) ? 'not determined' : significant(uncertainty * scale);
      return markup`<tr><th>${label}${image !== undefined && ` (${image})`}</th><td class="number">${withDigitsOf(value * scale, held ? NaN : uncertainty * scale)}</td><td class="number">${error}</td><td>${unit}</td></tr>`;
    },
  )}</tbody></table></div>`;
}

function imageSection({ content }: TogetherReportImage): Markup | null {
  const { imageName, result, inputs } = content;
  return section(
    imageName,
    markup`<p class="faint">Alone: ${result.verdict}. ${result.reasons.join(' ')}</p>
${imageFigureWithKey(content)}
<h3>Residuals</h3><figure>${residualFigure(result)}</figure>
${content.cake && markup`<h3>Cake</h3><figure>${cakeFigure(content)}</figure>`}
<h3>Rings</h3><div class="table">${ringTable(result)}</div>
<h3>Inputs and settings</h3><div class="table">${inputTable(inputs)}</div>`,
  );
}
