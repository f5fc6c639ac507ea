/** A line of two texts: in both, only in the old one, only in the new one. */
export interface DifferenceLine {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
  /** From 1, in the text that has it; in the new one where both have it. */
  readonly line: number;
}

const MOST_CELLS = 4_000_000; // beyond that the middle part is shown as replaced altogether

/** What changed between two texts, line by line, with the longest common run of lines kept. */
export function lineDifference(before: string, after: string): DifferenceLine[] {
  const [a, b] = [before.split('\n'), after.split('\n')];
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const same = (index: number): DifferenceLine => ({ kind: 'same', text: b[index]!, line: index + 1 });
  return [
    ...b.slice(0, head).map((_, index) => same(index)),
    ...middle(a.slice(head, a.length - tail), b.slice(head, b.length - tail), head),
    ...b.slice(b.length - tail).map((_, index) => same(b.length - tail + index)),
  ];
}

function middle(a: readonly string[], b: readonly string[], offset: number): DifferenceLine[] {
  const removed = (index: number): DifferenceLine => ({ kind: 'removed', text: a[index]!, line: offset + index + 1 });
  const added = (index: number): DifferenceLine => ({ kind: 'added', text: b[index]!, line: offset + index + 1 });
  if (a.length * b.length > MOST_CELLS) return [...a.map((_, i) => removed(i)), ...b.map((_, j) => added(j))];
  const width = b.length + 1;
  // Length of the longest common subsequence of a[i…] and b[j…].
  const common = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      common[i * width + j] =
        a[i] === b[j]
          ? common[(i + 1) * width + j + 1]! + 1
          : Math.max(common[(i + 1) * width + j]!, common[i * width + j + 1]!);
  const lines: DifferenceLine[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ kind: 'same', text: b[j]!, line: offset + j + 1 });
      i++;
      j++;
    } else if (j >= b.length || (i < a.length && common[(i + 1) * width + j]! >= common[i * width + j + 1]!))
      lines.push(removed(i++));
    else lines.push(added(j++));
  }
  return lines;
}
