/** What a CIF says: single values by name, and tables. Names are in lower case, values without quotes. */
export interface CifBlock {
  readonly name: string;
  readonly values: ReadonlyMap<string, string>;
  readonly loops: readonly CifLoop[];
}

export interface CifLoop {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

interface Token {
  readonly text: string;
  readonly isQuoted: boolean;
}

/**
 * Blocks of a CIF, in their order. Rows that end early are left out; nothing else is refused.
 *
 * Source: Hall, Allen & Brown (1991), Acta Cryst. A47, 655, doi:10.1107/S010876739101067X
 */
export function readCifBlocks(text: string): CifBlock[] {
  const blocks: { name: string; values: Map<string, string>; loops: CifLoop[] }[] = [];
  const tokens = [...cifTokens(text)];
  const isWord = (token: Token | undefined, pattern: RegExp): boolean =>
    token !== undefined && !token.isQuoted && pattern.test(token.text);
  const isName = (token: Token | undefined): boolean => isWord(token, /^_/);
  const isValue = (token: Token | undefined): token is Token =>
    token !== undefined && !isName(token) && !isWord(token, /^(loop_$|data_|save_|global_$|stop_$)/i);
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    if (isWord(token, /^data_/i)) blocks.push({ name: token.text.slice(5), values: new Map(), loops: [] });
    const block = blocks.at(-1);
    if (!block) continue;
    if (isWord(token, /^loop_$/i)) {
      const columns: string[] = [];
      while (isName(tokens[i + 1])) columns.push(tokens[++i]!.text.toLowerCase());
      const cells: string[] = [];
      while (isValue(tokens[i + 1])) cells.push(tokens[++i]!.text);
      const rows: string[][] = [];
      for (let at = 0; at + columns.length <= cells.length && columns.length > 0; at += columns.length)
        rows.push(cells.slice(at, at + columns.length));
      block.loops.push({ columns, rows });
    } else if (isName(token) && isValue(tokens[i + 1])) block.values.set(token.text.toLowerCase(), tokens[++i]!.text);
  }
  return blocks;
}

function* cifTokens(text: string): Generator<Token> {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!;
    if (line.startsWith(';')) {
      const parts = [line.slice(1)];
      while (++i < lines.length && !lines[i]!.startsWith(';')) parts.push(lines[i]!);
      yield { text: parts.join('\n').trim(), isQuoted: true };
      continue;
    }
    yield* lineTokens(line);
  }
}

/** In a time that grows with the length alone: a line may hold any number of quotes that never end. */
function* lineTokens(line: string): Generator<Token> {
  const lastEnd = { "'": lastClosing(line, "'"), '"': lastClosing(line, '"') };
  for (let at = 0; at < line.length;) {
    const first = line[at]!;
    if (isSpace(first)) at++;
    else if (first === '#') return;
    else if ((first === "'" || first === '"') && at < lastEnd[first]) {
      let end = line.indexOf(first, at + 1);
      while (!isClosing(line, end)) end = line.indexOf(first, end + 1);
      yield { text: line.slice(at + 1, end), isQuoted: true };
      at = end + 1;
    } else {
      const start = at;
      while (at < line.length && !isSpace(line[at]!)) at++;
      yield { text: line.slice(start, at), isQuoted: false };
    }
  }
}

/** A quote ends a string only where white space follows it: 'O2'' is O2'. */
function isClosing(line: string, at: number): boolean {
  return at + 1 === line.length || isSpace(line[at + 1]!);
}

/** −1: there is none. */
function lastClosing(line: string, quote: string): number {
  let at = line.lastIndexOf(quote);
  while (at > 0 && !isClosing(line, at)) at = line.lastIndexOf(quote, at - 1);
  return at >= 0 && isClosing(line, at) ? at : -1;
}

function isSpace(character: string): boolean {
  return /\s/.test(character);
}

/** "5.4116(2)" → 5.4116; undefined for "?", "." and anything else that is no number */
export function cifNumber(text: string | undefined): number | undefined {
  const value = Number(text?.replace(/\(\d*\)$/, '') || Number.NaN);
  return Number.isFinite(value) ? value : undefined;
}
