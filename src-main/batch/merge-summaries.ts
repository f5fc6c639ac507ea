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
 * appear first. Whether a frame is an outlier was judged among the frames of its part.
 */
export function mergeSummaries(texts: readonly string[]): {
  readonly text: string;
  readonly rows: readonly SummaryRow[];
} {
  const lines = new Map<string, { readonly rest: string; readonly row: SummaryRow }>();
  for (const text of texts)
    for (const line of text.split('\r\n')) {
      const [, image, frame, state, numbers, reason] = LINE.exec(line) ?? [];
      if (image === undefined || frame === undefined || state === undefined || reason === undefined) continue;
      lines.set(`${image},${frame}`, {
        rest: [image, frame, state, `${numbers ?? ''}${reason}`].join(','),
        row: { image: unquoted(image), frame: Number(frame), state, reason: unquoted(reason) },
      });
    }
  const found = [...lines.values()];
  const text = [SUMMARY_HEADER, ...found.map(({ rest }, index) => `${index},${rest}`)];
  return { text: `${text.join('\r\n')}\r\n`, rows: found.map(({ row }) => row) };
}

function unquoted(field: string): string {
  return field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field;
}
