import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { networkInterfaces } from 'node:os';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);
const ANY_ADDRESS = new Set(['0.0.0.0', '::', '']);
const HOST = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/;

export function isLoopback(host: string): boolean {
  return LOOPBACK.has(inBrackets(host.toLowerCase()));
}

/**
 * Names under which requests may ask for this server. Others come from a page whose name was pointed at this machine
 * (DNS rebinding). Any port is right: an ssh tunnel changes it.
 *
 * @param host  the address that the server listens on
 */
export function allowedHostNames(host: string): ReadonlySet<string> {
  const names = new Set([...LOOPBACK, inBrackets(host.toLowerCase())]);
  if (ANY_ADDRESS.has(host))
    for (const addresses of Object.values(networkInterfaces()))
      for (const { address } of addresses ?? []) names.add(inBrackets(address.toLowerCase()));
  return names;
}

/** The Host header, if it names this server. */
export function trustedHost(request: IncomingMessage, names: ReadonlySet<string>): string | undefined {
  const host = request.headers.host?.toLowerCase();
  const name = host && HOST.exec(host)?.[1];
  return name && names.has(name) ? host : undefined;
}

/** Whether the request comes from a page that this server sent; `host` as returned by `trustedHost`. */
export function isSameOrigin(request: IncomingMessage, host: string): boolean {
  return request.headers.origin?.toLowerCase() === `http://${host}`;
}

/** Compares secrets in a time that does not depend on where they differ. */
export function isSameSecret(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest(); // equal lengths
  return timingSafeEqual(digest(given), digest(expected));
}

function inBrackets(address: string): string {
  return address.includes(':') && !address.startsWith('[') ? `[${address}]` : address;
}
