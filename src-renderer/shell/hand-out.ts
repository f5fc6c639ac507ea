import { AppError } from '../../src-shared/model/app-error.ts';

/** @throws AppError  'unavailable' if the browser does not allow it */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch (cause) {
    throw new AppError('unavailable', 'The browser did not allow to copy: click into the window and try again.', {
      cause,
    });
  }
}

/** Gives the user a file to keep. */
export function offerDownload(name: string, content: string | Blob): void {
  const blob = typeof content === 'string' ? new Blob([content], { type: 'application/json' }) : content;
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
