import { cakeContent, patternContent } from '../../src-shared/figure/result-content.ts';
import type { CakeLayoutId } from '../../src-shared/format/cake-format.ts';
import { formatCakeSidecar } from '../../src-shared/format/cake-sidecar.ts';
import type { WriteRows } from '../../src-shared/format/number-rows.ts';
import type { PatternFormatId } from '../../src-shared/format/pattern-format.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { Cake } from '../../src-shared/model/cake.ts';
import type { Pattern1d } from '../../src-shared/model/pattern-1d.ts';
import { loadWriteRows } from '../text/number-text.ts';

export interface FileToFormat<F extends string = string> {
  readonly format: F;
  readonly name: string;
  /** Where its content goes if there is room for it. */
  readonly room?: SharedArrayBuffer | undefined;
}

/** A result and the files that it becomes. */
export type FormatInput =
  | {
      readonly pattern: Pattern1d;
      readonly files: readonly FileToFormat<PatternFormatId>[];
    }
  | {
      readonly cake: Cake;
      readonly files: readonly FileToFormat<CakeLayoutId | 'sidecar'>[];
    };

export interface FormattedFiles {
  /** In the order asked for. */
  readonly contents: readonly Uint8Array[];
  readonly ms: number;
}

/** Numbers to text and pictures: it can cost more than integrating, so it has a thread of its own. */
export async function formatFiles(input: FormatInput): Promise<FormattedFiles> {
  const writeRows = await loadWriteRows();
  const started = performance.now();
  const contents = 'pattern' in input ? patternContents(input, writeRows) : cakeContents(input, writeRows);
  return { contents, ms: performance.now() - started };
}

function patternContents(
  { pattern, files }: Extract<FormatInput, { pattern: Pattern1d }>,
  writeRows: WriteRows,
): Uint8Array[] {
  return files.map((file) => bytesOf(patternContent(file.format, pattern, file.name, writeRows), file));
}

function cakeContents({ cake, files }: Extract<FormatInput, { cake: Cake }>, writeRows: WriteRows): Uint8Array[] {
  return files.map((file) => {
    const { format } = file;
    const content = format === 'sidecar' ? formatCakeSidecar(cake) : cakeContent(format, cake, writeRows);
    return bytesOf(content, file);
  });
}

/** A copy: what rows are written to is used again. */
function bytesOf(content: Uint8Array | string | undefined, { format, room }: FileToFormat): Uint8Array {
  if (content === undefined) throw new AppError('internal', `${format} is written where the disk is.`);
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  if (!room || room.byteLength < bytes.length) return bytes.slice();
  const copy = new Uint8Array(room, 0, bytes.length);
  copy.set(bytes);
  return copy;
}
