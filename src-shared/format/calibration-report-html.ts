import { formatShape } from '../model/detector-image.ts';
import type { CalibrationReportContent } from './report-content.ts';
import { cakeFigure, imageFigure, imageFigureWithKey, patternFigure, residualFigure } from './report-figures.ts';
import { correlationTable, fixed, formsTable, inputTable, parameterTable, ringTable } from './report-tables.ts';
import { markup, type Markup } from './html-markup.ts';
import { plural, reportPage, section } from './report-page.ts';

/**
 * One page that says what a calibration found, how good it is and what it rests on. It needs nothing else. The same
 * content gives the same bytes.
 */
export function formatCalibrationReport(content: CalibrationReportContent): string {
  const { imageName, imageShape, result, inputs, program, date } = content;
  const { verdict, reasons } = result;
  const isFound = result.calibration !== null;
  const hasPoints = result.points.rings.length > 0;
  const about = [
    result.calibrantLabel,
    `${formatShape(imageShape)} pixels`,
    program,
    ...(date === undefined ? [] : [date]),
  ];
  return reportPage({ title: `Calibration of ${imageName}`, about: about.join(' · '), program, verdict, reasons }, [
    isFound ? foundSections(content) : markup`<h2>Image</h2><figure>${imageFigure(content)}</figure>`,
    hasPoints ? section('Rings', markup`<div class="table">${ringTable(result)}</div>`) : null,
    section('Inputs and settings', markup`<div class="table">${inputTable(inputs)}</div>`),
  ]);
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
${section('Image', imageFigureWithKey(content))}
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
