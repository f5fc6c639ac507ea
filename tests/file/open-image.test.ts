import { chmodSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { builtInWriters } from '../../src-shared/format/built-in-writers.ts';
import { sourceFromBytes } from '../../src-shared/format/bytes-source.ts';
import { writeNpy } from '../../src-shared/format/npy-writer.ts';
import { writeTiff } from '../../src-shared/format/tiff-writer.ts';
import { unpackGzip } from '../../src-main/file/gzip-source.ts';
import { openImage, readImage, splitDatasetPath } from '../../src-main/file/open-image.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder();
const image = { samples: Uint16Array.of(1, 0, 3, 0, 5, 6), shape: [2, 3] as const };

describe('openImage', () => {
  it.each(builtInWriters.map((writer) => [writer.id, writer] as const))(
    'recognises %s by its content, also inside gzip and whatever its name',
    async (id, writer) => {
      const bytes = writer.write(image);
      for (const path of [folder.write('a.txt', bytes), folder.write('b.dat', gzipSync(bytes))]) {
        const opened = await openImage(path);
        expect(opened.summary.formatId).toBe(id);
        expect(opened.summary.shape).toEqual([2, 3]);
        const expected = id === 'fit2d-mask' ? [1, 0, 1, 0, 1, 1] : [...image.samples];
        expect([...(await opened.readFrame(0)).samples]).toEqual(expected);
        await opened.close();
      }
    },
  );

  it('gives arrays that do not share memory between reads', async () => {
    for (const path of [
      folder.write('c.tif', writeTiff(image)),
      folder.write('c.tif.gz', gzipSync(writeTiff(image))),
    ]) {
      const opened = await openImage(path);
      const first = await opened.readFrame(0);
      first.samples.fill(99);
      expect([...(await opened.readFrame(0)).samples]).toEqual([...image.samples]);
      await opened.close();
    }
  });

  it.skipIf(process.platform !== 'linux')('leaves no file open', async () => {
    const path = folder.write('d.tif', writeTiff(image));
    const broken = folder.write('e.tif', writeTiff(image).subarray(0, 60));
    await readImage(path);
    await expect(readImage(broken)).rejects.toThrow('e.tif');
    await expect(readImage(path, 7)).rejects.toThrow('one frame (0)');
    await readImage(path, 0, { waits: true });
    await expect(readImage(broken, 0, { waits: true })).rejects.toThrow('e.tif');
    const targets = readdirSync('/proc/self/fd').map((descriptor) => {
      try {
        return readlinkSync(`/proc/self/fd/${descriptor}`);
      } catch {
        return ''; // closed by another thread meanwhile
      }
    });
    expect(targets.filter((target) => target === path || target === broken)).toEqual([]);
  });

  it('reads samples to where it may, and else to memory of their own', async () => {
    const samples = Int32Array.from({ length: 80 * 50 }, (_, p) => p * 7 - 3);
    const path = folder.write('room.tif', writeTiff({ samples, shape: [80, 50] }));
    const { buffer } = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
    const asked: number[] = [];
    const lent = await readImage(path, 0, {
      takeMemory: (length) => {
        asked.push(length);
        return new Uint8Array(buffer, 64, length);
      },
    });
    expect(asked).toEqual([samples.byteLength]); // the header is none of it
    expect([lent.samples.buffer, lent.samples.byteOffset]).toEqual([buffer, 64]);
    expect([...lent.samples]).toEqual([...samples]);
    const own = await readImage(path, 0, { takeMemory: () => undefined });
    expect([...own.samples]).toEqual([...samples]);
    expect(own.samples.buffer).not.toBe(buffer);
  });

  it('reads the same, and refuses the same, where the thread waits for the disk', async () => {
    const samples = Int32Array.from({ length: 80 * 50 }, (_, p) => p * 7 - 3);
    const path = folder.write('waits.tif', writeTiff({ samples, shape: [80, 50] }));
    expect([...(await readImage(path, 0, { waits: true })).samples]).toEqual([...samples]);
    for (const bad of [folder.path, join(folder.path, 'none.tif')])
      expect(await readImage(bad, 0, { waits: true }).catch(String)).toBe(await readImage(bad).catch(String));
    await expect(readImage(folder.path, 0, { waits: true })).rejects.toMatchObject({ code: 'usage' });
  });

  it('stops for an aborted signal', async () => {
    const controller = new AbortController();
    controller.abort();
    const options = { signal: controller.signal };
    await expect(openImage(folder.write('f.tif', writeTiff(image)), options)).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});

describe('openImage says in one sentence', () => {
  it.each([
    ['empty.tif', '', 'it looks like an empty file'],
    ['zeros.tif', new Uint8Array(5000), 'nothing but zeros'],
    ['picture.tif', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10), 'a PNG picture'],
    ['photo.tif', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0), 'a JPEG picture'],
    ['data.npz', Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0), 'a ZIP archive'],
    ['notes.edf', 'Bring samples on Monday.', 'it looks like text'],
    ['geometry.tif', 'poni_version: 2\nDetector: Pilatus1M\n', 'a calibration (.poni)'],
    ['settings.tif', '{"a": 1}', 'JSON text'],
    ['smv.img', '{\nHEADER_BYTES= 512;\nDIM=2;\n}', 'an SMV image'],
    ['noise.cbf', Uint8Array.from({ length: 999 }, (_, i) => (i * 7919) % 251), 'binary data of an unknown kind'],
  ])('what %s looks like, and what could be read', async (name, content, what) => {
    const error: unknown = await openImage(folder.write(name, content)).catch((cause: unknown) => cause);
    expect(error).toMatchObject({ name: 'FormatError', code: 'format' });
    const { message } = error as Error;
    expect(message).toContain(`${name} is not an image that can be read`);
    expect(message).toContain(what);
    expect(message).toContain('known formats are MarCCD or Rayonix, TIFF, CBF');
    expect(message).not.toContain('\n');
  });

  it('that a file is not there, or a folder', async () => {
    await expect(openImage(join(folder.path, 'none.tif'))).rejects.toMatchObject({
      code: 'not-found',
      message: '"none.tif" does not exist: check the name and the folder.',
    });
    await expect(openImage(folder.path)).rejects.toMatchObject({ code: 'usage' });
  });

  it.skipIf(process.getuid?.() === 0)('that a file may not be read', async () => {
    const path = folder.write('secret.tif', writeTiff(image));
    chmodSync(path, 0);
    await expect(openImage(path)).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('gzip', () => {
  it('is not unpacked as a whole where nobody reads what is inside', async () => {
    const path = folder.write('bomb.gz', gzipSync(new Uint8Array(50_000_000)));
    await expect(openImage(path)).rejects.toThrow('nothing but zeros');
  });

  it('is refused beyond the limit', async () => {
    const packed = gzipSync(writeNpy({ samples: new Uint8Array(3_000_000), shape: [1000, 3000] }));
    await expect(unpackGzip(sourceFromBytes('a.npy.gz', packed), undefined, 2 ** 20)).rejects.toThrow(
      'a.npy.gz unpacks to more than 1 MB',
    );
  });

  it('says that it is cut off', async () => {
    const path = folder.write('cut.tif.gz', gzipSync(writeTiff(image)).subarray(0, -12));
    await expect(openImage(path)).rejects.toThrow('cannot be unpacked');
  });

  it('refuses HDF5 inside, which is read in place', async () => {
    const hdf5 = Uint8Array.from([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a, ...new Uint8Array(600)]);
    await expect(openImage(folder.write('a.h5.gz', gzipSync(hdf5)))).rejects.toThrow('unpack it first');
  });
});

describe('splitDatasetPath', () => {
  it('splits at the first double colon', () => {
    expect(splitDatasetPath('/a/b.h5::/entry/data')).toEqual({ path: '/a/b.h5', dataset: '/entry/data' });
    expect(splitDatasetPath('/a/b.h5')).toEqual({ path: '/a/b.h5' });
    expect(splitDatasetPath('b.h5::')).toEqual({ path: 'b.h5' });
    expect(splitDatasetPath('C:\\data\\b.h5::x')).toEqual({ path: 'C:\\data\\b.h5', dataset: 'x' });
  });
});
