import { describe, expect, it } from 'vitest';
import { compareNaturally, formatBytes, formatTime } from '../../../src-renderer/browse/listing-format.ts';
import { createTypeAhead } from '../../../src-renderer/browse/type-ahead.ts';
import { useDirectoryListing } from '../../../src-renderer/browse/useDirectoryListing.ts';
import { AppError } from '../../../src-shared/model/app-error.ts';
import type { FileEntry, FileKind } from '../../../src-shared/rpc/contract.ts';
import { useFakeHost } from '../fake-host.ts';

const entry = (name: string, kind: FileKind = 'image', size = 1, modified = 1): FileEntry => ({
  ref: `data:/run/${name}`,
  name,
  kind,
  size,
  modified,
});

describe('file names, sizes and times', () => {
  it('sorts numbers in names as numbers, case ignored', () => {
    expect(['img_10', 'IMG_2', 'img_1', 'Bg'].sort(compareNaturally)).toEqual(['Bg', 'img_1', 'IMG_2', 'img_10']);
  });

  it('writes sizes with three digits at most', () => {
    expect([0, 999, 1000, 4096828, 123456789, 5e12].map(formatBytes)).toEqual([
      '0 B',
      '999 B',
      '1.0 kB',
      '4.1 MB',
      '123 MB',
      '5.0 TB',
    ]);
  });

  it('writes times so that they sort as they read', () => {
    expect(formatTime(new Date(2026, 0, 2, 3, 4).getTime())).toBe('2026-01-02 03:04');
  });
});

describe('createTypeAhead', () => {
  const names = ['alpha', 'beta_1', 'beta_2', 'gamma'];

  it('collects letters that follow each other closely', () => {
    const { find } = createTypeAhead();
    expect(find('b', 0, names, 0)).toBe(1);
    for (const [i, letter] of [...'eta_'].entries()) expect(find(letter, 100 * i, names, 1)).toBe(1);
    expect(find('2', 500, names, 1)).toBe(2);
  });

  it('goes from match to match with one letter', () => {
    const { find } = createTypeAhead();
    expect(find('b', 0, names, 1)).toBe(2);
    expect(find('b', 100, names, 2)).toBe(1);
  });

  it('starts anew after a pause', () => {
    const { find } = createTypeAhead();
    find('b', 0, names, 0);
    expect(find('g', 801, names, 1)).toBe(3);
    expect(find('x', 2000, names, 3)).toBeUndefined();
  });
});

describe('useDirectoryListing', () => {
  const entries = [
    entry('b10.tif'),
    entry('b2.tif', 'image', 50, 3),
    entry('a.poni', 'calibration', 9, 2),
    entry('sub', 'directory', 0),
  ];
  const isWanted = ({ kind }: FileEntry): boolean => kind === 'image' || kind === 'directory';

  it('shows what is wanted, folders first, and counts the rest', async () => {
    useFakeHost({ 'file.list': async () => ({ directory: 'data:/run', parent: 'data:/', entries }) });
    const listing = useDirectoryListing(isWanted);
    await listing.load('data:/run');
    expect(listing.entries.value.map(({ name }) => name)).toEqual(['sub', 'b2.tif', 'b10.tif']);
    expect(listing.hidden.value).toBe(1);
    listing.sortBy('size');
    expect(listing.entries.value.map(({ name }) => name)).toEqual(['sub', 'b10.tif', 'b2.tif']);
    listing.sortBy('size');
    expect(listing.entries.value.map(({ name }) => name)).toEqual(['sub', 'b2.tif', 'b10.tif']);
    listing.filter.value = 'B1';
    expect(listing.entries.value.map(({ name }) => name)).toEqual(['b10.tif']);
  });

  it('names the way from the root', async () => {
    useFakeHost({ 'file.list': async () => ({ directory: 'data:/run/3', parent: 'data:/run', entries: [] }) });
    const listing = useDirectoryListing(isWanted);
    await listing.load('data:/run/3');
    expect(listing.crumbs.value).toEqual([
      { ref: 'data:/', name: 'data:/' },
      { ref: 'data:/run', name: 'run' },
      { ref: 'data:/run/3', name: '3' },
    ]);
  });

  it('keeps the folder on screen when another cannot be read', async () => {
    useFakeHost({
      'file.list': async ({ directory }) => {
        if (directory === 'data:/secret') throw new AppError('forbidden', 'This folder may not be read.');
        return { directory: 'data:/run', parent: null, entries };
      },
    });
    const listing = useDirectoryListing(isWanted);
    await listing.load('data:/run');
    await listing.load('data:/secret');
    expect(listing.error.value?.message).toBe('This folder may not be read.');
    expect(listing.listing.value?.directory).toBe('data:/run');
    expect(listing.isLoading.value).toBe(false);
  });
});
