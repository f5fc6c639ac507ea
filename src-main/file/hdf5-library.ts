import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type * as Hdf5 from 'h5wasm/node';

export type Hdf5Library = typeof Hdf5;

let loading: Promise<Hdf5Library> | undefined;
let restarts = 0;

/**
 * The HDF5 library with its compression filters, loaded on first use: its start takes about 0.1 s, which files of other
 * formats should not pay. Its errors are thrown and not printed.
 */
export function loadHdf5(): Promise<Hdf5Library> {
  loading ??= start();
  return loading;
}

/**
 * To be told of every error of the library: after an abort its memory cannot be trusted, so the next file gets a fresh
 * instance.
 */
export function noticeHdf5Failure(cause: unknown): void {
  if (!(cause instanceof Error && cause.name === 'RuntimeError')) return; // of WebAssembly
  restarts++;
  loading = undefined;
}

async function start(): Promise<Hdf5Library> {
  const library = await silently(async () => {
    const loaded = restarts === 0 ? await import('h5wasm/node') : await importAgain(restarts);
    await loaded.ready;
    return loaded;
  });
  library.Module.activate_throwing_error_handler();
  library.Module.insert_plugin_search_path(pluginFolder(), 0);
  return library;
}

/** A module is evaluated once per address, so another address is another instance. */
async function importAgain(number: number): Promise<Hdf5Library> {
  return (await import(/* @vite-ignore */ `${import.meta.resolve('h5wasm/node')}?restart=${number}`)) as Hdf5Library;
}

/**
 * The library keeps console.log and console.error as they are when it starts, and reports aborts there beside the
 * exception that it throws. It gets functions that fall silent once it has started.
 */
async function silently<T>(load: () => Promise<T>): Promise<T> {
  const output = globalThis.console;
  const { log, error } = output;
  let isStarting = true;
  const forward =
    (print: typeof output.log): typeof output.log =>
    (...parts) => {
      if (isStarting) print(...parts);
    };
  output.log = forward(log);
  output.error = forward(error);
  try {
    return await load();
  } finally {
    isStarting = false;
    output.log = log;
    output.error = error;
  }
}

/** Filters are files that the library opens itself, so inside an application archive they lie beside it, unpacked. */
function pluginFolder(): string {
  const manifest = createRequire(import.meta.url).resolve('h5wasm-plugins/package.json');
  return join(dirname(manifest), 'plugins').replace(/([\\/]app\.asar)([\\/])/, '$1.unpacked$2');
}

/** The reason in an error of the library, without its stack of C functions: the first and the last line of it. */
export function hdf5Reason(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  const reasons = [...message.matchAll(/#\d+:.*?in \w+\(\): (.*)/g)].map((match) => match[1]!.trim());
  if (reasons.length === 0) return message.split('\n')[0]!.slice(0, 200);
  const [first, last] = [reasons[0]!, reasons.at(-1)!];
  return first === last ? first : `${first}: ${last}`.slice(0, 200);
}
