/** Text that is markup already, made by `markup`. */
export interface Markup {
  readonly source: string;
}

type Piece = string | number | Markup | null | undefined | false | readonly Piece[];

/** A template for HTML and SVG: whatever is put in is escaped, unless `markup` itself made it. */
export function markup(parts: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  let source = parts[0] ?? '';
  for (const [i, piece] of pieces.entries()) source += render(piece) + (parts[i + 1] ?? '');
  return { source };
}

function render(piece: Piece): string {
  if (piece === null || piece === undefined || piece === false) return '';
  if (typeof piece === 'string') return escapeText(piece);
  if (typeof piece === 'number') return String(piece);
  if ('source' in piece) return piece.source;
  return piece.map(render).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** For text and for attributes in quotes. Control characters, which HTML does not have, become a replacement mark. */
export function escapeText(text: string): string {
  const printable = Array.from(text, (character) => (isControl(character) ? '\uFFFD' : character)).join('');
  return printable.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

function isControl(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return (code < 32 && code !== 9 && code !== 10 && code !== 13) || code === 127;
}
