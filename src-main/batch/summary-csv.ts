import { BATCH_FLAGS } from '../../src-shared/rpc/batch-contract.ts';
import type { FrameLog } from './frame-log.ts';
import { nameOf } from './integrate-inputs.ts';

/** As a batch writes it where nobody names it. */
export const SUMMARY_NAME = 'annulus-summary.csv';

export const SUMMARY_HEADER =
  'index,image,frame,state,integral,maximum,pixels,masked_fraction,empty,saturated,outlier,reason';

/** One line for each frame of a batch: comma separated, RFC 4180; numbers that are not known are empty. */
export function formatSummaryCsv(frames: FrameLog<string>): string {
  const lines = [SUMMARY_HEADER];
  for (let index = 0; index < frames.length; index++) {
    const { job, state, reason, numbers } = frames.at(index);
    const flags = state === 'done' ? frames.flags(index) : 0;
    const has = (flag: number): number => Number((flags & flag) !== 0);
    const { integral, maximum, pixels, maskedFraction } = numbers;
    lines.push(
      [
        ...[index, quoted(nameOf(job.file.input)), job.frame, state],
        ...[integral, maximum, pixels, maskedFraction].map((value) => (Number.isNaN(value) ? '' : value)),
        ...[has(BATCH_FLAGS.empty), has(BATCH_FLAGS.saturated), has(BATCH_FLAGS.outlier), quoted(reason)],
      ].join(','),
    );
  }
  return `${lines.join('\r\n')}\r\n`;
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
