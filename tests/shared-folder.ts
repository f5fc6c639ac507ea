import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const candidate = process.env['ANNULUS_SHARED'] ?? fileURLToPath(new URL('../../shared', import.meta.url));

/** Folder with real images and reference numbers, or undefined where it is not at hand: tests that need it are skipped. */
export const sharedFolder: string | undefined = existsSync(candidate) ? candidate : undefined;
