import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTextFile } from '../../src-main/file/text-file.ts';

describe('readTextFile', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'annulus-text-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each([
    ['UTF-8', [0x41, 0xc3, 0xa5]],
    ['UTF-8 with a mark', [0xef, 0xbb, 0xbf, 0x41, 0xc3, 0xa5]],
    ['UTF-16, as Windows writes it', [0xff, 0xfe, 0x41, 0x00, 0xe5, 0x00]],
    ['UTF-16, the other way round', [0xfe, 0xff, 0x00, 0x41, 0x00, 0xe5]],
    ['the alphabet of older Windows', [0x41, 0xe5]],
  ])('reads %s', async (_name, bytes) => {
    await writeFile(join(folder, 'a.cif'), Uint8Array.from(bytes));
    expect(await readTextFile(join(folder, 'a.cif'))).toBe('Aå');
  });

  it('tells a binary file from a text', async () => {
    await writeFile(join(folder, 'a.cif'), Uint8Array.of(0x49, 0x49, 0x2a, 0, 8, 0, 0, 0));
    await expect(readTextFile(join(folder, 'a.cif'))).rejects.toThrow(
      '"a.cif" is a binary file, and a text file was expected.',
    );
  });
});
