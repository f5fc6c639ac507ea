import type { CalibrationReport } from '../service/calibration-report.ts';
import { numberCell } from './number-cell.ts';

/** What became of one image of several; numbers are null where there is no geometry. */
export interface SummaryRow extends Pick<
  CalibrationReport,
  'directDistanceMm' | 'centre' | 'tiltDeg' | 'rmsPx' | 'rings'
> {
  /** As the user named it */
  readonly image: string;
  /** null: it could not be calibrated at all, for the reason given */
  readonly verdict: CalibrationReport['verdict'] | null;
  readonly reason: string;
}

export function summaryOf(image: string, report: CalibrationReport): SummaryRow {
  const { verdict, reasons, directDistanceMm, centre, tiltDeg, rmsPx, rings } = report;
  return { image, verdict, reason: reasons[0] ?? '', directDistanceMm, centre, tiltDeg, rmsPx, rings };
}

export function summaryOfFailure(image: string, reason: string): SummaryRow {
  const nothing = { directDistanceMm: null, centre: null, tiltDeg: null, rmsPx: null, rings: 0 };
  return { image, verdict: null, reason, ...nothing };
}

/** Several images that were calibrated one by one, as a table for people, and how many of them came out how. */
export function describeSummary(rows: readonly SummaryRow[]): string[] {
  const width = Math.max(5, ...rows.map(({ image }) => image.length));
  const levels = ['good', 'check', 'bad', 'failed'].flatMap((level) => {
    const count = rows.filter(({ verdict }) => (verdict ?? 'failed') === level).length;
    return count > 0 ? [`${count} ${level}`] : [];
  });
  return [
    '',
    `${'image'.padEnd(width)}  verdict  distance mm  centre x  centre y    tilt°  rms px  rings`,
    ...rows.map(({ image, verdict, directDistanceMm, centre, tiltDeg, rmsPx, rings }) =>
      [
        image.padEnd(width),
        ` ${(verdict ?? 'failed').padEnd(7)}`,
        numberCell(directDistanceMm, 4, 12),
        numberCell(centre?.[0], 3, 9),
        numberCell(centre?.[1], 3, 9),
        numberCell(tiltDeg, 4, 8),
        numberCell(rmsPx, 3, 7),
        numberCell(rings, 0, 6),
      ].join(' '),
    ),
    `${rows.length} images: ${levels.join(', ')}`,
  ];
}
