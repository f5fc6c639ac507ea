import { open, stat } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { createRowLog, openRowLog } from '../../src-main/file/row-log.ts';
import { temporaryFolder } from './temporary-folder.ts';

const TITLE = 'a'.repeat(32);
const key = (digit: string): string => digit.repeat(32);

describe('a log of rows', () => {
  const { path: folder } = temporaryFolder();

  it('gives back, when it is opened again, the rows that are whole, and the later of two with one key', async () => {
    const path = `${folder}/rows`;
    const log = await createRowLog(path, TITLE, 3);
    await log.append(key('1'), Float64Array.of(1, NaN, 3));
    await log.append(key('2'), Float64Array.of(4, 5, 6));
    await log.append(key('1'), Float64Array.of(7, 8, 9));
    await log.append(key('3'), Float64Array.of(0, 0, 0));
    await log.close();
    const file = await open(path, 'r+');
    await file.truncate((await stat(path)).size - 1); // the last was cut off
    await file.write(Buffer.of(99), 0, 1, 64 + 56 + 20); // a bit of the second never reached the disk
    await file.close();

    const again = (await openRowLog(path, TITLE))!;
    expect([...again.rows.keys()]).toEqual([key('1')]);
    const part = new Float64Array(2);
    await again.read(again.rows.get(key('1'))!, 1, part);
    expect(Array.from(part)).toEqual([8, 9]);
    await again.append(key('4'), Float64Array.of(1, 1, 1)); // over what was cut off
    expect(again.rows.get(key('4'))).toBe(3);
    await again.remove();
    await expect(stat(path)).rejects.toThrow();
  });

  it('is not one of other settings', async () => {
    await (await createRowLog(`${folder}/others`, TITLE, 3)).close();
    expect(await openRowLog(`${folder}/others`, 'b'.repeat(32))).toBeNull();
    expect(await openRowLog(`${folder}/none`, TITLE)).toBeNull();
  });
});
