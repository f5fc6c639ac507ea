import { latin1 } from '../../src-shared/format/header-metadata.ts';

/** Files that people pass by mistake, by their first bytes as latin-1. */
const SIGNATURES: readonly (readonly [string, string])[] = [
  ['\x89PNG', 'a PNG picture'],
  ['\xff\xd8\xff', 'a JPEG picture'],
  ['GIF8', 'a GIF picture'],
  ['%PDF', 'a PDF document'],
  ['PK\x03\x04', 'a ZIP archive (.zip, .npz, .xlsx): unpack it first'],
  ['\x1f\x8b', 'gzip data inside gzip: unpack it first'],
  ['BZh', 'bzip2 data: unpack it first'],
  ['\xfd7zXZ', 'xz data: unpack it first'],
  ['\x28\xb5\x2f\xfd', 'Zstandard data: unpack it first'],
  ['\x0e\x03\x13\x01', 'an HDF4 file'],
  ['CDF\x01', 'a netCDF 3 file'],
  ['CDF\x02', 'a netCDF 3 file'],
  ['\x89HDF', 'an HDF5 file'],
  ['SIMPLE  =', 'a FITS image'],
  ['FORMAT :', 'a Bruker image'],
  ['RAXIS', 'an R-AXIS image'],
  ['R-AXIS', 'an R-AXIS image'],
  ['\xd2\x04\0\0', 'a mar345 image'],
  ['\0\0\x04\xd2', 'a mar345 image'],
  ['\x7fELF', 'a program'],
];
/** Text, by how it begins. */
const TEXTS: readonly (readonly [RegExp, string])[] = [
  [/^\s*\{\s*HEADER_BYTES/, 'an SMV image'],
  [/^\s*(<\?xml|<!DOCTYPE|<html)/i, 'XML or HTML'],
  [/^(dist(ance)?|poni1|detector|poni_version)\s*:/im, 'a calibration (.poni), not an image'],
  [/^\s*[[{]/, 'JSON text'],
];

/**
 * What a file looks like, for the message to whoever opened it as an image: "an empty file", "a PNG picture", "text".
 *
 * @param head  its first bytes
 */
export function describeContent(head: Uint8Array, size: number): string {
  if (size === 0) return 'an empty file';
  const text = latin1(head);
  const known = SIGNATURES.find(([start]) => text.startsWith(start));
  if (known) return known[1];
  if (head.every((byte) => byte === 0)) return 'nothing but zeros (an unfinished copy?)';
  if (head.some((byte) => byte < 32 && !(byte >= 9 && byte <= 13))) return 'binary data of an unknown kind';
  return TEXTS.find(([pattern]) => pattern.test(text))?.[1] ?? 'text';
}
