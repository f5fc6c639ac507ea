import { AppError } from '../../src-shared/model/app-error.ts';

/** Functions that turn the text of an option into a value. @throws AppError usage, one sentence that names the option */

export function numberOption(name: string): (text: string) => number {
  return (text) => parseNumber(name, text);
}

export function positiveOption(name: string): (text: string) => number {
  return (text) => {
    const value = parseNumber(name, text);
    if (!(value > 0)) throw new AppError('usage', `${name} is ${text}: a number above 0 was expected.`);
    return value;
  };
}

export function notNegativeOption(name: string): (text: string) => number {
  return (text) => {
    const value = parseNumber(name, text);
    if (value < 0) throw new AppError('usage', `${name} is ${text}: it cannot be negative.`);
    return value;
  };
}

export function integerOption(name: string, low: number, high: number): (text: string) => number {
  return (text) => {
    const value = parseNumber(name, text);
    if (!Number.isInteger(value) || value < low || value > high)
      throw new AppError('usage', `${name} is ${text}: a whole number from ${low} to ${high} was expected.`);
    return value;
  };
}

/** Two numbers, "A,B". */
export function pairOption(name: string): (text: string) => [number, number] {
  return (text) => {
    const parts = text.split(',');
    if (parts.length !== 2) throw new AppError('usage', `${name} is "${text}": two numbers A,B were expected.`);
    return [parseNumber(name, parts[0]!), parseNumber(name, parts[1]!)];
  };
}

/** Numbers, "A,B,C…". */
export function numberListOption(name: string): (text: string) => number[] {
  return (text) => text.split(',').map((part) => parseNumber(name, part));
}

export function choiceOption<T extends string>(name: string, choices: readonly T[]): (text: string) => T {
  return (text) => {
    const choice = choices.find((one) => one === text);
    if (choice === undefined)
      throw new AppError('usage', `${name} is "${text}", which is none of ${listOf(choices)}${hint(text, choices)}.`);
    return choice;
  };
}

/** A list with commas; an option given twice adds to it. */
export function choiceListOption<T extends string>(
  name: string,
  choices: readonly T[],
): (text: string, before: T[] | undefined) => T[] {
  const one = choiceOption(name, choices);
  return (text, before) => {
    const all = [...(before ?? []), ...text.split(',').map((part) => one(part.trim()))];
    return [...new Set(all)];
  };
}

export function repeatedOption(text: string, before: string[] | undefined): string[] {
  return [...(before ?? []), text];
}

/** A number with a dot; blanks, commas, "1e", hexadecimal and infinities are refused. */
function parseNumber(name: string, text: string): number {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text.trim()))
    throw new AppError('usage', `${name} is "${text}": a number was expected, with a dot for the decimals.`);
  const value = Number(text);
  if (!Number.isFinite(value)) throw new AppError('usage', `${name} is ${text}, which is too large for a number.`);
  return value;
}

function listOf(choices: readonly string[]): string {
  return choices.length > 1 ? `${choices.slice(0, -1).join(', ')} or ${choices.at(-1) ?? ''}` : choices.join('');
}

function hint(text: string, choices: readonly string[]): string {
  const near = nearest(text, choices);
  return near === undefined ? '' : `: perhaps ${near} was meant`;
}

/** The choice that a typing error most likely meant; undefined where none is near. */
export function nearest(text: string, choices: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(text.length * 0.4)) + 1;
  for (const choice of choices) {
    const distance = editDistance(simplify(text), simplify(choice));
    if (distance < bestDistance) {
      best = choice;
      bestDistance = distance;
    }
  }
  return best;
}

/** Case, blanks, dashes and underscores are what people mistype in names. */
function simplify(text: string): string {
  return text.toLowerCase().replaceAll(/[\s_-]/g, '');
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}
