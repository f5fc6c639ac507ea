import { zlibSync } from 'fflate';
import { eachStretch, PAPER, type Figure, type FigureItem, type FigureText, type Rgb } from './figure.ts';
import { helveticaWidth, SUPERSCRIPT_RISE, SUPERSCRIPT_SIZE, textRuns } from './helvetica.ts';

/** Greek letters and signs that Helvetica lacks, in the Symbol font's own code. */
const SYMBOLS: Readonly<Record<string, number>> = {
  α: 0x61, β: 0x62, χ: 0x63, δ: 0x64, φ: 0x66, γ: 0x67, η: 0x68, κ: 0x6b, λ: 0x6c, μ: 0x6d, π: 0x70, θ: 0x71,
  ρ: 0x72, σ: 0x73, τ: 0x74, ω: 0x77, Δ: 0x44, Σ: 0x53, Ω: 0x57, '−': 0x2d, '√': 0xd6, '∞': 0xa5, '≤': 0xa3, '≥': 0xb3,
}; // prettier-ignore
/** Characters beyond ISO 8859-1 that the Windows code page has. */
const WINDOWS: Readonly<Record<string, number>> = { '…': 0x85, '–': 0x96, '—': 0x97, '‘': 0x91, '’': 0x92, '•': 0x95 };

const SYMBOL = new RegExp(`([${Object.keys(SYMBOLS).join('')}])`, 'u');

interface PdfPage {
  content: string;
  readonly rasters: { readonly shape: readonly [number, number]; readonly rgb: Uint8Array }[];
  /** In per cent: of areas that let through what is behind them. */
  readonly opacities: Set<number>;
}

/**
 * The figure as a page of PDF 1.4 in its own size, with text in the fonts that every reader brings (Helvetica and, for
 * Greek, Symbol). The same figure gives the same bytes.
 *
 * Source: ISO 32000-1:2008, chapters 7 to 9
 */
export function figureToPdf({ width, height, title, items }: Figure): Uint8Array {
  const page: PdfPage = { content: '', rasters: [], opacities: new Set() };
  // From now on y points downwards; text turns itself back.
  page.content = `1 0 0 -1 0 ${num(height)} cm 1 j\n${colour(PAPER)} rg 0 0 ${num(width)} ${num(height)} re f\n`;
  for (const item of items) draw(page, item);
  const objects: (string | { readonly dictionary: string; readonly data: Uint8Array })[] = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
  ];
  const FIRST_RASTER = 8;
  const states = [...page.opacities].map((percent) => `/O${percent} << /ca ${percent / 100} >>`).join(' ');
  const images = page.rasters.map((_, i) => `/I${i} ${FIRST_RASTER + i} 0 R`).join(' ');
  objects.push(
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${num(width)} ${num(height)}] /Contents 4 0 R /Resources << ` +
      `/Font << /H 5 0 R /S 6 0 R >> /ExtGState << ${states} >> /XObject << ${images} >> >> >>`,
    { dictionary: '', data: latin1(page.content) },
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
    '<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>',
    `<< /Title <${utf16(title)}> /Producer (Annulus) >>`,
    ...page.rasters.map(({ shape: [rows, columns], rgb }) => ({
      dictionary: `/Type /XObject /Subtype /Image /Width ${columns} /Height ${rows} /ColorSpace /DeviceRGB /BitsPerComponent 8`,
      data: rgb,
    })),
  );
  return assemble(objects);
}

function draw(page: PdfPage, item: FigureItem): void {
  switch (item.kind) {
    case 'line':
      page.content += `${colour(item.colour)} RG ${num(item.width)} w [${item.dash?.join(' ') ?? ''}] 0 d\n`;
      page.content += path(item.points, 'S');
      break;
    case 'area': {
      const percent = Math.round((item.opacity ?? 1) * 100);
      page.opacities.add(percent);
      page.content += `q /O${percent} gs ${colour(item.colour)} rg\n${path(item.points, 'f')}Q\n`;
      break;
    }
    case 'text':
      page.content += textOperators(item);
      break;
    case 'raster':
      page.content += `q ${num(item.width)} 0 0 ${num(-item.height)} ${num(item.x)} ${num(item.y + item.height)} cm /I${page.rasters.length} Do Q\n`;
      page.rasters.push(item);
      break;
    case 'clip':
      page.content += `q ${[item.x, item.y, item.width, item.height].map(num).join(' ')} re W n\n`;
      for (const inner of item.items) draw(page, inner);
      page.content += 'Q\n';
  }
}

function path(points: ArrayLike<number>, paint: 'S' | 'f'): string {
  let text = '';
  eachStretch(points, (from, to) => {
    for (let i = from; i < to; i += 2) text += `${num(points[i]!)} ${num(points[i + 1]!)} ${i === from ? 'm' : 'l'}\n`;
  });
  return text === '' ? '' : `${text}${paint}\n`;
}

function textOperators({ x, y, text, size, colour: ink, anchor, upright }: FigureText): string {
  const width = helveticaWidth(text, size);
  const before = anchor === 'start' ? 0 : anchor === 'middle' ? width / 2 : width;
  const matrix = upright ? `0 -1 -1 0 ${num(x)} ${num(y + before)}` : `1 0 0 -1 ${num(x - before)} ${num(y)}`;
  let shown = '';
  for (const run of textRuns(text)) {
    const scale = run.raised ? SUPERSCRIPT_SIZE : 1;
    shown += `${num(run.raised ? SUPERSCRIPT_RISE * size : 0)} Ts\n`;
    for (const piece of run.text.split(SYMBOL)) {
      if (piece === '') continue;
      const symbol = SYMBOLS[piece];
      shown += `/${symbol === undefined ? 'H' : 'S'} ${num(size * scale)} Tf <${
        symbol === undefined ? codes(piece) : symbol.toString(16)
      }> Tj\n`;
    }
  }
  return `BT ${colour(ink)} rg ${matrix} Tm\n${shown}ET\n`;
}

/** Hexadecimal codes in the Windows code page; "?" for what it lacks. */
function codes(text: string): string {
  return Array.from(text, (character) => {
    const code = WINDOWS[character] ?? character.codePointAt(0)!;
    return (code < 256 ? code : 0x3f).toString(16).padStart(2, '0');
  }).join('');
}

function utf16(text: string): string {
  const units = Array.from({ length: text.length }, (_, i) => text.charCodeAt(i).toString(16).padStart(4, '0'));
  return `feff${units.join('')}`;
}

const num = (value: number): string => String(Math.round(value * 1000) / 1000);
const colour = (rgb: Rgb): string => rgb.map((part) => num(part / 255)).join(' ');
const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

/** Numbers the objects from 1 on; streams are deflated. */
function assemble(
  objects: readonly (string | { readonly dictionary: string; readonly data: Uint8Array })[],
): Uint8Array {
  const parts: Uint8Array[] = [];
  let length = 0;
  const push = (part: string | Uint8Array): void => {
    const bytes = typeof part === 'string' ? latin1(part) : part;
    parts.push(bytes);
    length += bytes.length;
  };
  const places: number[] = [];
  push('%PDF-1.4\n%\u00e2\u00e3\u00cf\u00d3\n');
  for (const [i, object] of objects.entries()) {
    places.push(length);
    push(`${i + 1} 0 obj\n`);
    if (typeof object === 'string') push(object);
    else {
      const data = zlibSync(object.data);
      push(`<< ${object.dictionary} /Length ${data.length} /Filter /FlateDecode >>\nstream\n`);
      push(data);
      push('\nendstream');
    }
    push('\nendobj\n');
  }
  const table = length;
  push(`xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`);
  for (const place of places) push(`${String(place).padStart(10, '0')} 00000 n \n`);
  push(`trailer\n<< /Size ${objects.length + 1} /Root 1 0 R /Info 7 0 R >>\nstartxref\n${table}\n%%EOF\n`);
  const file = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    file.set(part, at);
    at += part.length;
  }
  return file;
}
