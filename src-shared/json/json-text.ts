import { FormatError } from '../model/app-error.ts';

/** A value of a JSON text with the place it stands at: offsets in UTF-16 units, `end` exclusive. */
export type JsonNode = { readonly start: number; readonly end: number } & (
  | { readonly kind: 'object'; readonly members: readonly JsonMember[] }
  | { readonly kind: 'array'; readonly items: readonly JsonNode[] }
  | { readonly kind: 'string'; readonly value: string }
  /** `token` is the number as written: 172.0 and 172 are the same value, but not the same text. */
  | { readonly kind: 'number'; readonly value: number; readonly token: string }
  | { readonly kind: 'literal'; readonly value: boolean | null }
);

export interface JsonMember {
  readonly key: string;
  /** Where the quote of the key stands */
  readonly start: number;
  readonly value: JsonNode;
}

/** A text that is not JSON, with the place where it stops being so. */
export class JsonTextError extends FormatError {
  /** 1-based */
  readonly line: number;
  /** 1-based, in characters */
  readonly column: number;

  constructor(problem: string, text: string, offset: number) {
    const before = text.slice(0, offset).split('\n');
    const [line, column] = [before.length, before.at(-1)!.length + 1];
    super('json', `Line ${line}, column ${column}: ${problem}`);
    this.line = line;
    this.column = column;
  }
}

export interface JsonTextOptions {
  /** Accept NaN, Infinity and -Infinity, which Python writes though JSON has no such numbers */
  readonly nonFinite?: boolean;
}

const MAX_DEPTH = 500;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const NON_FINITE = /NaN|-?Infinity/y;
// eslint-disable-next-line no-control-regex -- JSON forbids exactly these
const STRING = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y;
const LITERALS = [
  ['true', true],
  ['false', false],
  ['null', null],
] as const;

/**
 * Parses JSON and keeps where everything stands and how numbers are written.
 *
 * @throws JsonTextError  where the text is not JSON, or an object has a key twice
 */
export function parseJsonText(text: string, options: JsonTextOptions = {}): JsonNode {
  let at = text.startsWith('\uFEFF') ? 1 : 0;

  const fail = (problem: string, offset = at): never => {
    throw new JsonTextError(problem, text, offset);
  };
  const found = (): string =>
    at < text.length ? `"${text.slice(at, at + 12).split('\n')[0]}"` : 'the end of the text';
  const skipBlanks = (): void => {
    while (at < text.length && ' \t\r\n'.includes(text[at]!)) at++;
  };
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const token = pattern.exec(text)?.[0];
    if (token !== undefined) at += token.length;
    return token;
  };
  const readString = (): string => {
    const token = match(STRING);
    if (token === undefined) return fail('this text in quotes does not end, or has a character that must be escaped.');
    return JSON.parse(token) as string;
  };
  /** Reads entries up to `close`, with commas between them. */
  const readEntries = (close: string, readEntry: () => void): void => {
    at++;
    skipBlanks();
    if (text[at] === close) {
      at++;
      return;
    }
    for (;;) {
      readEntry();
      skipBlanks();
      if (text[at] === close) {
        at++;
        return;
      }
      if (text[at] !== ',') fail(`a comma or "${close}" was expected, found ${found()}.`);
      at++;
      skipBlanks();
      if (text[at] === close) fail(`there is a comma before "${close}": remove it.`);
    }
  };
  const readObject = (start: number, depth: number): JsonNode => {
    const members: JsonMember[] = [];
    const seen = new Set<string>();
    readEntries('}', () => {
      const keyStart = at;
      if (text[at] !== '"') fail(`a key in double quotes was expected, found ${found()}.`);
      const key = readString();
      if (seen.has(key)) fail(`the key "${key}" is here for the second time: remove one.`, keyStart);
      seen.add(key);
      skipBlanks();
      if (text[at] !== ':') fail(`a colon after "${key}" was expected, found ${found()}.`);
      at++;
      members.push({ key, start: keyStart, value: readValue(depth + 1) });
    });
    return { kind: 'object', members, start, end: at };
  };
  const readValue = (depth: number): JsonNode => {
    skipBlanks();
    const start = at;
    if (depth > MAX_DEPTH) fail(`more than ${MAX_DEPTH} brackets are open.`);
    if (text[at] === '{') return readObject(start, depth);
    if (text[at] === '[') {
      const items: JsonNode[] = [];
      readEntries(']', () => items.push(readValue(depth + 1)));
      return { kind: 'array', items, start, end: at };
    }
    if (text[at] === '"') return { kind: 'string', value: readString(), start, end: at };
    for (const [word, value] of LITERALS)
      if (text.startsWith(word, at)) {
        at += word.length;
        return { kind: 'literal', value, start, end: at };
      }
    const token = (options.nonFinite && match(NON_FINITE)) || match(NUMBER);
    if (token === undefined || token === '') return fail(`a value was expected, found ${found()}.`);
    return { kind: 'number', value: Number(token), token, start, end: at };
  };

  const root = readValue(0);
  skipBlanks();
  if (at < text.length) fail(`the JSON text is complete here, but ${found()} follows.`);
  return root;
}

/** The plain value of a node, as JSON.parse would give it. */
export function valueOf(node: JsonNode): unknown {
  if (node.kind === 'object') return Object.fromEntries(node.members.map(({ key, value }) => [key, valueOf(value)]));
  if (node.kind === 'array') return node.items.map(valueOf);
  return node.value;
}
