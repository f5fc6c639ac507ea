import { readdir, stat } from 'node:fs/promises';
import { isAbsolute, join, parse, sep } from 'node:path';

export function hasGlobCharacters(pattern: string): boolean {
  return /[*?[{]/.test(pattern);
}

/**
 * Files that match a glob: `*` and `?` inside a name, `[a-c]`, `[!a]`, `{tif,cbf}`, and `**` for any folders. Names
 * that begin with a dot need a pattern that does. Folders that cannot be read match nothing.
 *
 * @returns files only, in no particular order, written as the pattern is (relative or absolute)
 */
export async function expandGlob(pattern: string): Promise<string[]> {
  const found = new Set<string>();
  for (const alternative of expandBraces(pattern)) {
    const root = isAbsolute(alternative) ? parse(alternative).root : '';
    const segments = alternative
      .slice(root.length)
      .split(/[/\\]/)
      .filter((segment) => segment !== '');
    await match(root, segments, found);
  }
  return [...found];
}

async function match(folder: string, segments: readonly string[], found: Set<string>): Promise<void> {
  const [segment, ...rest] = segments;
  if (segment === undefined) return;
  const isLast = rest.length === 0;
  if (segment !== '**' && !hasGlobCharacters(segment)) {
    const path = folder === '' ? segment : join(folder, segment);
    const info = await stat(path).catch(() => null);
    if (!info) return;
    if (!isLast) await match(path, rest, found);
    else if (info.isFile()) found.add(path);
    return;
  }
  const entries = await readdir(folder === '' ? '.' : folder, { withFileTypes: true }).catch(() => []);
  if (segment === '**') {
    await match(folder, isLast ? ['*'] : rest, found);
    for (const entry of entries)
      if (entry.isDirectory() && !entry.name.startsWith('.')) await match(join(folder, entry.name), segments, found);
    return;
  }
  const expression = segmentExpression(segment);
  for (const entry of entries) {
    if (entry.name.startsWith('.') && !segment.startsWith('.')) continue;
    if (!expression.test(entry.name)) continue;
    const path = folder === '' ? entry.name : `${folder}${folder.endsWith(sep) ? '' : sep}${entry.name}`;
    if (!isLast) await match(path, rest, found);
    else if ((await stat(path).catch(() => null))?.isFile()) found.add(path); // follows links
  }
}

/** @returns the alternatives of the first `{a,b}`, expanded in turn; the pattern itself where there is none */
function expandBraces(pattern: string): string[] {
  const open = pattern.indexOf('{');
  const close = pattern.indexOf('}', open);
  if (open < 0 || close < 0) return [pattern];
  return pattern
    .slice(open + 1, close)
    .split(',')
    .flatMap((choice) => expandBraces(`${pattern.slice(0, open)}${choice}${pattern.slice(close + 1)}`));
}

function segmentExpression(segment: string): RegExp {
  let source = '';
  for (let i = 0; i < segment.length; i++) {
    const character = segment[i]!;
    const close = character === '[' ? segment.indexOf(']', i + 2) : -1;
    if (character === '*') source += '.*';
    else if (character === '?') source += '.';
    else if (close > 0) {
      const set = segment.slice(i + 1, close).replaceAll('\\', '\\\\');
      source += `[${set.startsWith('!') ? `^${set.slice(1)}` : set}]`;
      i = close;
    } else source += character.replace(/[\\^$.|+()[\]{}]/g, '\\$&');
  }
  return new RegExp(`^${source}$`, 's');
}
