import { cakeContent, patternContent } from '../../src-shared/figure/result-content.ts';
import type { CakeLayoutId } from '../../src-shared/format/cake-format.ts';
import { formatCakeSidecar } from '../../src-shared/format/cake-sidecar.ts';
import type { WriteRows } from '../../src-shared/format/number-rows.ts';
import type { PatternFormatId } from '../../src-shared/format/pattern-format.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { Cake } from '../../src-shared/model/cake.ts';
import type { Pattern1d } from '../../src-shared/model/pattern-1d.ts';
import { loadWriteRows } from '../text/number-text.ts';

/** A result and the files that it becomes. */
export type FormatInput =
  | {
      readonly pattern: Pattern1d;
      readonly files: readonly { readonly format: PatternFormatId; readonly name: string }[];
    }
  | {
      readonly cake: Cake;
      readonly files: readonly { readonly format: CakeLayoutId | 'sidecar'; readonly name: string }[];
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
  return files.map(({ format, name }) => bytesOf(patternContent(format, pattern, name, writeRows), format));
}

function cakeContents({ cake, files }: Extract<FormatInput, { cake: Cake }>, writeRows: WriteRows): Uint8Array[] {
  return files.map(({ format }) => {
    const content = format === 'sidecar' ? formatCakeSidecar(cake) : cakeContent(format, cake, writeRows);
    return bytesOf(content, format);
  });
}

function bytesOf(content: Uint8Array | string | undefined, format: string): Uint8Array {
  if (content === undefined) throw new AppError('internal', `${format} is written where the disk is.`);
  return typeof content === 'string' ? new TextEncoder().encode(content) : content;
}
