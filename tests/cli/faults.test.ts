import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt } from './run-annulus.ts';

describe('runs that are killed', () => {
  beforeAll(ensureBuilt, 120_000);

  it('F037: leave nothing missing, half written or done twice once they are resumed', () => {
    const script = fileURLToPath(new URL('../../scripts/faults.mjs', import.meta.url));
    const { stdout, stderr } = spawnSync(process.execPath, [script, '3', '--seed', '7'], { encoding: 'utf8' });
    expect(stdout + stderr).toMatch(/^3 rounds, \d+ kills: every result is whole/);
  }, 240_000);
});
