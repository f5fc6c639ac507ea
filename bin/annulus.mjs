#!/usr/bin/env node
// The command line. Built by `npm run build`; this file only finds the build.
import { existsSync } from 'node:fs';

const entry = new URL('../out/main/cli.mjs', import.meta.url);
if (!existsSync(entry)) {
  process.stderr.write('annulus: not built yet: run `npm run build` in the checkout.\n');
  process.exit(2);
}
await import(entry.href);
