import type { FileKind } from '../../src-shared/rpc/contract.ts';

const KINDS = new Map<string, FileKind>();
const add = (kind: FileKind, suffixes: string): void => {
  for (const suffix of suffixes.split(' ')) KINDS.set(suffix, kind);
};
add('image', 'tif tiff edf cbf npy mccd marccd mar rayonix sfrm img h5 hdf5 hdf nxs nx nexus cxi spe');
add('mask', 'msk mask');
add('calibration', 'poni saxsconf json');
add('calibrant', 'd');
add('points', 'npt');
add('phase', 'cif jcpds');
add('pattern', 'xy dat chi xye fxye csv gr fgr iq sq fq');

/** What a file is likely to be, by its name alone: for listings. Opening decides by content. */
export function fileKind(name: string): FileKind {
  const lower = name.toLowerCase().replace(/\.gz$/, '');
  if (/[.-]recipe\.json$/.test(lower)) return 'recipe';
  if (/[.-]session\.json$/.test(lower)) return 'session';
  if (/[.-]mask\.json$/.test(lower)) return 'mask';
  if (lower.endsWith('.saxsdognetwork')) return 'recipe';
  const dot = lower.lastIndexOf('.');
  return (dot > 0 ? KINDS.get(lower.slice(dot + 1)) : undefined) ?? 'unknown';
}
