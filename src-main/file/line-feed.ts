import { createReadStream, watch } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { diskError } from './disk-error.ts';

/** Between two looks at a list that may have grown; a hint of the system comes before. */
const LOOK_MS = 50;
const BLOCK_BYTES = 65536;

/**
 * Lines as they are written: of standard input ("-") or a pipe until it is closed; of a file that grows until the signal is
 * aborted. A line counts when its end is there. Empty ones and those that begin with # are left out.
 *
 * @throws AppError  "not-found", "forbidden" or "disk"
 */
export async function* readLineFeed(source: string, signal: AbortSignal): AsyncGenerator<string, void, void> {
  for await (const line of (await isGrowing(source)) ? growingLines(source, signal) : streamLines(source, signal)) {
    if (signal.aborted) return;
    const text = line.trim();
    if (text !== '' && !text.startsWith('#')) yield text;
  }
}

async function isGrowing(source: string): Promise<boolean> {
  if (source === '-') return false;
  try {
    return (await stat(source)).isFile();
  } catch (cause) {
    throw diskError(cause, source);
  }
}

async function* streamLines(source: string, signal: AbortSignal): AsyncGenerator<string, void, void> {
  const input = source === '-' ? process.stdin : createReadStream(source);
  const lines = createInterface({ input, signal, crlfDelay: Infinity });
  try {
    yield* lines;
  } catch (cause) {
    throw diskError(cause, source);
  } finally {
    lines.close();
    input.destroy(); // else it keeps the program alive
  }
}

async function* growingLines(path: string, signal: AbortSignal): AsyncGenerator<string, void, void> {
  const decoder = new TextDecoder();
  const block = new Uint8Array(BLOCK_BYTES);
  let at = 0;
  let rest = '';
  while (!signal.aborted) {
    try {
      const file = await open(path, 'r');
      try {
        if ((await file.stat()).size < at) at = 0; // begun anew
        for (;;) {
          const { bytesRead } = await file.read(block, 0, block.length, at);
          if (bytesRead === 0) break;
          at += bytesRead;
          rest += decoder.decode(block.subarray(0, bytesRead), { stream: true });
        }
      } finally {
        await file.close();
      }
    } catch (cause) {
      throw diskError(cause, path);
    }
    const lines = rest.split(/\r?\n/);
    rest = lines.pop() ?? '';
    yield* lines;
    await changeOf(path, signal);
  }
}

/** Resolves when the file may have grown. */
async function changeOf(path: string, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(end, LOOK_MS);
    const watcher = watch(path, { persistent: false }, end).on('error', () => undefined);
    signal.addEventListener('abort', end, { once: true });
    function end(): void {
      clearTimeout(timer);
      watcher.close();
      signal.removeEventListener('abort', end);
      resolve();
    }
  });
}
