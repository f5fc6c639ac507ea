import { formatShape } from '../model/detector-image.ts';
import type { CalibrationReportContent } from './report-content.ts';
import { cakeFigure, imageFigure, patternFigure, residualFigure } from './report-figures.ts';
import { correlationTable, fixed, formsTable, inputTable, parameterTable, ringTable } from './report-tables.ts';
import { REPORT_STYLE } from './report-style.ts';
import { markup, type Markup } from './html-markup.ts';

/**
 * One page that says what a calibration found, how good it is and what it rests on. It needs nothing else: pictures are
 * inside, there are no scripts. The same content gives the same bytes.
 */
export function formatCalibrationReport(content: CalibrationReportContent): string {
  const { imageName, imageShape, result, inputs, program, date } = content;
  const isFound = result.calibration !== null;
  const hasPoints = result.points.rings.length > 0;
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="${program}">
<title>Calibration of ${imageName}</title>
<style>${{ source: REPORT_STYLE }}</style>
</head>
<body>
<header>
<h1>Calibration of ${imageName}</h1>
<p class="faint">${result.calibrantLabel} · ${formatShape(imageShape)} pixels · ${program}${date !== undefined && ` · ${date}`}</p>
</header>
<section class="verdict ${result.verdict}">
<strong>${result.verdict}</strong>
<ul>${result.reasons.map((reason) => markup`<li>${reason}</li>`)}</ul>
</section>
${isFound ? foundSections(content) : markup`<h2>Image</h2><figure>${imageFigure(content)}</figure>`}
${hasPoints && section('Rings', markup`<div class="table">${ringTable(result)}</div>`)}
${section('Inputs and settings', markup`<div class="table">${inputTable(inputs)}</div>`)}
<footer><p>Rows and columns count from the corner of the stored image, row 0 first; ring 1 has the largest d. Uncertainties are one standard deviation and cover what the points tell, not the inputs.</p></footer>
</body>
</html>
`;
  return page.source;
}

function section(title: string, body: Markup | null): Markup | null {
  return body && markup`<section><h2>${title}</h2>${body}</section>`;
}

function foundSections(content: CalibrationReportContent): Markup {
  const { result, imageShape, program } = content;
  const kept = result.points.rejected.reduce((count, flag) => count + (flag === 0 ? 1 : 0), 0);
  const rms =
    result.rmsPx === null || result.rmsDeg === null
      ? ''
      : ` Root mean square of the residuals: ${fixed(result.rmsPx, 3)} px = ${fixed(result.rmsDeg, 5)}°.`;
  return markup`${section(
    'Geometry',
    markup`<div class="table">${parameterTable(result)}</div><p class="faint">${plural(kept, 'point')} on ${plural(
      result.rings.filter(({ points }) => points > 0).length,
      'ring',
    )}, ${result.points.rings.length - kept} dropped.${rms}</p>`,
  )}
${section(
  'Image',
  markup`<figure>${imageFigure(content)}<figcaption>Rings found (broken lines: not used) and points:
<span class="key low2"></span><span class="key low1"></span>nearer to the beam than their ring<span class="key zero"></span>on it<span class="key high1"></span><span class="key high2"></span>farther<span class="key rejected"></span>dropped. Tinted blue: no measurement.</figcaption></figure>`,
)}
${section('Residuals', markup`<figure>${residualFigure(result)}</figure>`)}
${section(
  'Cake',
  content.cake
    ? markup`<figure>${cakeFigure(content)}<figcaption>Rings must be upright straight lines.</figcaption></figure>`
    : null,
)}
${section('Pattern', content.cake ? markup`<figure>${patternFigure(content)}</figure>` : null)}
${section('Correlation', correlationTable(result) && markup`<div class="table">${correlationTable(result)}</div>`)}
${section('In the words of other programs', formsTable(result, imageShape, program))}`;
}

const plural = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
