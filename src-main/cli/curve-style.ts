import type { FigureCurve } from '../../src-shared/figure/pattern-figure.ts';
import { CURVE_COLOURS, type Rgb } from '../../src-shared/figure/figure.ts';
import { NAMED_COLOURS } from '../../src-shared/figure/named-colours.ts';
import { AppError } from '../../src-shared/model/app-error.ts';

export type CurveStyle = Partial<Pick<FigureCurve, 'ink' | 'width' | 'dashed' | 'marker'>>;

const SHORT: Readonly<Record<string, string>> = {
  k: 'black',
  b: 'blue',
  c: 'cyan',
  g: 'green',
  m: 'magenta',
  r: 'red',
  y: 'yellow',
};

/** How curves are drawn: "color=green,marker=o,linestyle=none,linewidth=1.5". @throws AppError usage */
export function styleOption(text: string): CurveStyle {
  const style: { -readonly [K in keyof CurveStyle]: CurveStyle[K] } = {};
  for (const part of text.split(',')) {
    const [key = '', value = ''] = part.split('=').map((piece) => piece.trim());
    switch (key) {
      case 'color':
      case 'colour':
        style.ink = parseColour(value);
        break;
      case 'marker':
        if (!['o', '.', 'none'].includes(value)) throw unknownStyle(part, 'marker=o or marker=none');
        if (value !== 'none') style.marker = style.marker ?? 'circle';
        break;
      case 'linestyle':
      case 'ls':
        if (!['-', '--', 'none'].includes(value))
          throw unknownStyle(part, 'linestyle=-, linestyle=-- or linestyle=none');
        if (value === '--') style.dashed = true;
        if (value === 'none') style.marker = 'circle-only';
        break;
      case 'linewidth':
      case 'lw':
        style.width = Number(value);
        if (!(style.width > 0 && style.width <= 20)) throw unknownStyle(part, 'a width in points, up to 20');
        break;
      default:
        throw unknownStyle(part, 'color=, marker=, linestyle= or linewidth=');
    }
  }
  return style;
}

/** "green", "g", "C0" … "C5" or "#1a7f37". @throws AppError usage */
export function parseColour(text: string): Rgb {
  const named = NAMED_COLOURS[SHORT[text] ?? text.toLowerCase()];
  if (named) return named;
  const cycle = /^C(\d)$/.exec(text)?.[1];
  if (cycle !== undefined) return CURVE_COLOURS[Number(cycle) % CURVE_COLOURS.length]!;
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text);
  if (!hex)
    throw new AppError(
      'usage',
      `"${text}" is no colour: ${Object.keys(NAMED_COLOURS).join(', ')}, C0 to C5 or #rrggbb were expected.`,
    );
  return hex.slice(1).map((part) => Number.parseInt(part, 16)) as unknown as Rgb;
}

const unknownStyle = (part: string, expected: string): AppError =>
  new AppError('usage', `--style has "${part.trim()}": ${expected} was expected.`);
