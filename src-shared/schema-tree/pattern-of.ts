/** The regular expression of a schema; undefined where it is of a dialect that this engine cannot read. */
export function patternOf(text: string): RegExp | undefined {
  try {
    return new RegExp(text, 'u');
  } catch {
    return undefined;
  }
}
