import type { Net } from 'electron';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isInside } from '../file/file-roots.ts';
import { securityHeaders } from '../web/security-headers.ts';

export const APP_SCHEME = 'app';
export const APP_ORIGIN = 'app://annulus';

const CONTENT_TYPES = new Map([
  ['html', 'text/html; charset=utf-8'],
  ['js', 'text/javascript; charset=utf-8'],
  ['css', 'text/css; charset=utf-8'],
  ['json', 'application/json'],
  ['svg', 'image/svg+xml'],
  ['png', 'image/png'],
  ['ico', 'image/x-icon'],
  ['woff2', 'font/woff2'],
  ['wasm', 'application/wasm'],
]);

/** The file that an address of the window stands for, or undefined for any other address. */
export function windowFile(address: string, rendererFolder: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.protocol !== `${APP_SCHEME}:` || url.host !== 'annulus') return undefined;
  let way: string;
  try {
    way = decodeURIComponent(url.pathname);
  } catch {
    return undefined;
  }
  if (/[\\\0]/.test(way)) return undefined;
  const path = join(rendererFolder, way === '/' ? 'index.html' : way);
  return isInside(rendererFolder, path) ? path : undefined;
}

/** Answers requests for the files of the built window, with the same policy as the web server, and for nothing else. */
export function createProtocolHandler(rendererFolder: string, net: Pick<Net, 'fetch'>) {
  return async (request: { readonly url: string; readonly method: string }): Promise<Response> => {
    const path = request.method === 'GET' ? windowFile(request.url, rendererFolder) : undefined;
    const type = CONTENT_TYPES.get(path?.slice(path.lastIndexOf('.') + 1) ?? '');
    const missing = (): Response => new Response('There is no such file.', { status: 404, headers: securityHeaders() });
    if (!path || !type) return missing();
    try {
      const { body } = await net.fetch(pathToFileURL(path).href);
      return new Response(body, { headers: { ...securityHeaders(), 'Content-Type': type } });
    } catch {
      return missing();
    }
  };
}
