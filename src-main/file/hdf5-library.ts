import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type * as Hdf5 from 'h5wasm/node';

export type Hdf5Library = typeof Hdf5;

let loading: Promise<Hdf5Library> | undefined;

/**
 * The HDF5 library with its compression filters, loaded on first use: its start takes about 0.1 s, which files of other
 * formats should not pay. Its errors are thrown and not printed.
 */
export function loadHdf5(): Promise<Hdf5Library> {
  loading ??= start();
  return loading;
}

async function start(): Promise<Hdf5Library> {
  const library = await import('h5wasm/node');
  const module = await library.ready;
  module.activate_throwing_error_handler();
  module.insert_plugin_search_path(pluginFolder(), 0);
  return library;
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
  if (reasons.length === 0) return message.split('\n')[0]!;
  const [first, last] = [reasons[0]!, reasons.at(-1)!];
  return first === last ? first : `${first}: ${last}`;
}
