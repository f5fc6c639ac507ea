import { spawn } from 'node:child_process';

/** Asks the desktop to open an address. Whether that works is not known: the address is printed anyway. */
export function openBrowser(url: string): void {
  const [command, ...args] =
    process.platform === 'win32'
      ? ['rundll32', 'url.dll,FileProtocolHandler', url]
      : [process.platform === 'darwin' ? 'open' : 'xdg-open', url];
  const browser = spawn(command, args, { detached: true, stdio: 'ignore' });
  browser.on('error', () => undefined); // no such command
  browser.unref();
}
