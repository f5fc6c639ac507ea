import { cakeFormat } from '../format/cake-formats.ts';
import type { CakeLayoutId } from '../format/cake-format.ts';
import type { WriteRows } from '../format/number-rows.ts';
import { patternTextFormat } from '../format/pattern-formats.ts';
import type { PatternFormatId } from '../format/pattern-format.ts';
import type { Cake } from '../model/cake.ts';
import type { Pattern1d } from '../model/pattern-1d.ts';
import { radialUnit } from '../quantity/radial-unit.ts';
import { cakeFigure } from './cake-figure.ts';
import { figureFile, isPictureId } from './figure-file.ts';
import type { Figure } from './figure.ts';
import { patternFigure } from './pattern-figure.ts';

/**
 * What a pattern is in a file of its own: text or picture.
 *
 * @param fileName  name of the file to be written, for formats that repeat it
 * @param writeRows  how rows of numbers are written; absent: the plain way
 * @returns undefined for formats that are written where the disk is
 * @throws AppError usage  if the pattern lacks what the format needs
 */
export function patternContent(
  id: PatternFormatId,
  pattern: Pattern1d,
  fileName: string,
  writeRows?: WriteRows,
): Uint8Array | string | undefined {
  if (isPictureId(id)) return figureFile(figureOfPattern(pattern), id);
  return patternTextFormat(id)?.format(pattern, fileName, writeRows);
}

/** As `patternContent`. */
export function cakeContent(id: CakeLayoutId, cake: Cake, writeRows?: WriteRows): Uint8Array | string | undefined {
  if (isPictureId(id)) return figureFile(cakeFigure({ cake, title: frameName(cake) }), id);
  return cakeFormat(id)?.format(cake, writeRows);
}

function figureOfPattern(pattern: Pattern1d): Figure {
  const { radial, intensity, sigma, radialUnit: unit } = pattern;
  const title = frameName(pattern);
  return patternFigure({
    title,
    curves: [{ id: 'pattern', label: title, x: radial, y: intensity, sigma }],
    xLabel: radialUnit(unit).label,
    yLabel: 'Intensity',
  });
}

function frameName({ provenance: { image, frame } }: Pick<Pattern1d | Cake, 'provenance'>): string {
  return frame > 0 ? `${image}, frame ${frame}` : image;
}
