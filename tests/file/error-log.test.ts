import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeErrorLog } from '../../src-main/file/error-log.ts';

describe('writeErrorLog', () => {
  it('keeps stack and causes of every error, for the owner only', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'annulus-log-'));
    const inner = new Error('the inner reason');
    const path = await writeErrorLog(new Error('the outer reason', { cause: inner }), folder);
    await writeErrorLog('a bare string', folder);
    const text = await readFile(path, 'utf8');
    for (const part of ['the outer reason', 'the inner reason', 'error-log.test', 'a bare string'])
      expect(text).toContain(part);
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o077).toBe(0);
    await rm(folder, { recursive: true });
  });
});
