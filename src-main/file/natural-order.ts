/**
 * Orders names as people number them: "frame_2" before "frame_10". Runs of digits compare by value, the rest by code
 * unit, so the order is the same on every machine. Numbers that are equal but written differently ("1", "01") compare
 * by their text last.
 */
export function compareNatural(a: string, b: string): number {
  const left = split(a);
  const right = split(b);
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const order = comparePart(left[i]!, right[i]!);
    if (order !== 0) return order;
  }
  if (left.length !== right.length) return left.length - right.length;
  return a < b ? -1 : a > b ? 1 : 0;
}

function split(name: string): string[] {
  return name.match(/\d+|\D+/g) ?? [];
}

function comparePart(a: string, b: string): number {
  if (!isDigits(a) || !isDigits(b)) return a < b ? -1 : a > b ? 1 : 0;
  const left = a.replace(/^0+/, '');
  const right = b.replace(/^0+/, '');
  if (left.length !== right.length) return left.length - right.length; // longer numbers are larger; no overflow
  return left < right ? -1 : left > right ? 1 : 0;
}

function isDigits(part: string): boolean {
  const code = part.charCodeAt(0);
  return code >= 48 && code <= 57;
}
