import { spawnSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt } from './run-annulus.ts';
import { createSmallData, type SmallData } from './small-data.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/annulus.mjs', import.meta.url));
/** A small file system of our own, where the system permits it. */
const inNamespace = (script: string) => spawnSync('unshare', ['-rm', 'sh', '-c', script], { encoding: 'utf8' });
const canMount = inNamespace('mount -t tmpfs -o size=1m tmpfs /mnt').status === 0;

describe('a disk that is full', () => {
  let data: SmallData;
  beforeAll(async () => {
    await ensureBuilt();
    data = await createSmallData();
    await mkdir(data.path('small'));
  });
  afterAll(() => data.remove());

  it.skipIf(!canMount)('ends the run with a sentence, and --resume goes on from there', () => {
    // Three frames of 50 kB each on 120 kB.
    const run = `"${process.execPath}" "${PROGRAM}" integrate stack.npy --poni setup.poni --npt 1000 --out small`;
    const { stdout } = inNamespace(
      [
        `cd "${data.folder}"`,
        'mount -t tmpfs -o size=120k tmpfs small',
        `${run} 2>&1; echo "first $?"; ls -A small`,
        'mount -o remount,size=2m small',
        `${run} --resume --quiet 2>&1; echo "second $?"; wc -l small/*.xy`,
      ].join('\n'),
    );
    expect(stdout).toMatch(/the disk is full: free some space/);
    // Two fit; of two that are written at the same time both may fail.
    expect(stdout).toMatch(/first 1\nannulus-recipe\.json\n(stack_0000\d\.xy\n){1,2}second 0\n/);
    expect(stdout.match(/1000 small\/stack_0000\d\.xy/g)).toHaveLength(3);
  });
});
