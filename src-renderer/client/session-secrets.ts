const TOKEN = 'annulus.token';
const KEY = 'annulus.session';
const TOKEN_IN_HASH = /^#(?:.*&)?token=([A-Za-z0-9_-]+)/;

/** The token of the address, which then disappears from it, or the one kept from earlier in this tab. */
export function takeToken(): string | undefined {
  const token = TOKEN_IN_HASH.exec(location.hash)?.[1];
  if (!token) return sessionStorage.getItem(TOKEN) ?? undefined;
  sessionStorage.setItem(TOKEN, token);
  history.replaceState(null, '', location.pathname + location.search);
  return token;
}

/**
 * The key of this tab's session on the host: the same after a reload, another one in a duplicated tab.
 *
 * A duplicated tab starts with a copy of the storage, so the key lies there only while the page is being left.
 */
export function takeSessionKey(): string {
  const key = sessionStorage.getItem(KEY) ?? randomKey();
  sessionStorage.removeItem(KEY);
  window.addEventListener('pagehide', () => sessionStorage.setItem(KEY, key));
  window.addEventListener('pageshow', () => sessionStorage.removeItem(KEY));
  return key;
}

function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
