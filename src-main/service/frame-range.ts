import { AppError } from '../../src-shared/model/app-error.ts';

/** `A:B:STEP`, B excluded, as Python slices: parts may be left out, negative numbers count from the end. */
export interface FrameRange {
  readonly start?: number;
  readonly stop?: number;
  readonly step: number;
}

/**
 * Also takes a single number N for that frame alone.
 *
 * @throws AppError usage
 */
export function parseFrameRange(text: string): FrameRange {
  const parts = text.split(':').map((part) => part.trim());
  if (parts.length > 3 || parts.some((part) => !/^-?\d*$/.test(part) || part === '-') || text.trim() === '')
    throw new AppError('usage', `Frames "${text}" are not A:B:STEP with whole numbers, e.g. 0:100:10.`);
  const [start, stop, step] = parts.map((part) => (part === '' ? undefined : Number(part)));
  if (parts.length === 1) {
    const frame = start as number;
    return { start: frame, ...(frame === -1 ? {} : { stop: frame + 1 }), step: 1 };
  }
  if (step !== undefined && step < 1)
    throw new AppError('usage', `Frames "${text}" have a step of ${step}: the step must be 1 or more.`);
  return {
    ...(start === undefined ? {} : { start }),
    ...(stop === undefined ? {} : { stop }),
    step: step ?? 1,
  };
}

/** The frames of a file that a range selects, ascending; none where the range lies outside. */
export function selectFrames(range: FrameRange | undefined, frameCount: number): number[] {
  const from = clamp(range?.start ?? 0, frameCount);
  const to = clamp(range?.stop ?? frameCount, frameCount);
  const frames: number[] = [];
  for (let frame = from; frame < to; frame += range?.step ?? 1) frames.push(frame);
  return frames;
}

function clamp(index: number, count: number): number {
  return Math.max(0, Math.min(count, index < 0 ? index + count : index));
}
