import { isOutlier } from './is-outlier.ts';
import { SUMMARY_HEADER } from './summary-csv.ts';

/** What a summary says of one frame. */
export interface SummaryRow {
  readonly image: string;
  readonly frame: number;
  readonly state: string;
  /** Why it failed; else ''. */
  readonly reason: string;
}

/** Index, image, frame, state, what is measured, reason. */
const LINE = /^\d+,("(?:[^"]|"")*"|[^,]*),(\d+),([a-z]+),((?:[^,]*,){7})("(?:[^"]|"")*"|[^,]*)$/;

/**
 * Joins summaries of parts of a run: a line for each frame, as the last of them says it, in the order in which frames
 * appear first. Whether a frame is an outlier is judged anew, among the frames around it in the whole.
 */
export function mergeSummaries(texts: readonly string[]): {
  readonly text: string;
  readonly rows: readonly SummaryRow[];
} {
  const lines = new Map<string, MergedLine>();
  for (const text of texts)
    for (const line of text.split('\r\n')) {
      const [, image, frame, state, numbers, reason] = LINE.exec(line) ?? [];
      if (image === undefined || frame === undefined || state === undefined || reason === undefined) continue;
      lines.set(`${image},${frame}`, {
        head: [image, frame, state],
        numbers: (numbers ?? '').split(',').slice(0, -1),
        reason,
        row: { image: unquoted(image), frame: Number(frame), state, reason: unquoted(reason) },
      });
    }
  const found = [...lines.values()];
  const integral = (index: number): number => integralOf(found[index]!);
  const text = [SUMMARY_HEADER];
  for (const [index, { head, numbers, reason, row }] of found.entries()) {
    const stands = row.state === 'done' && isOutlier(index, found.length, integral);
    text.push([index, ...head, ...numbers.with(OUTLIER, String(Number(stands))), reason].join(','));
  }
  return { text: `${text.join('\r\n')}\r\n`, rows: found.map(({ row }) => row) };
}

interface MergedLine {
  /** Image, frame, state. */
  readonly head: readonly string[];
  readonly numbers: readonly string[];
  readonly reason: string;
  readonly row: SummaryRow;
}

/** Among the numbers of a line: integral, maximum, pixels, masked fraction, empty, saturated, outlier. */
const [INTEGRAL, OUTLIER] = [0, 6];

function integralOf({ numbers }: MergedLine): number {
  const text = numbers[INTEGRAL] ?? '';
  return text === '' ? NaN : Number(text);
}

function unquoted(field: string): string {
  return field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field;
}
