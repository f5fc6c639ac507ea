/** Files that people pass by mistake, by their first bytes (latin-1). */
const SIGNATURES: readonly (readonly [RegExp, string])[] = [
  [/^\x89PNG/, 'a PNG picture'],
  [/^\xff\xd8\xff/, 'a JPEG picture'],
  [/^GIF8/, 'a GIF picture'],
  [/^BM[\s\S]{4}\0\0\0\0/, 'a BMP picture'],
  [/^%PDF/, 'a PDF document'],
  [/^PK\x03\x04/, 'a ZIP archive (.zip, .npz, .xlsx): unpack it first'],
  [/^\x1f\x8b/, 'gzip data'],
  [/^BZh/, 'bzip2 data: unpack it first'],
  [/^\xfd7zXZ/, 'xz data: unpack it first'],
  [/^\x28\xb5\x2f\xfd/, 'Zstandard data: unpack it first'],
  [/^\x0e\x03\x13\x01/, 'an HDF4 file'],
  [/^CDF[\x01\x02]/, 'a netCDF 3 file'],
  [/^\x89HDF/, 'an HDF5 file'],
  [/^SIMPLE {2}=/, 'a FITS image'],
  [/^\s*\{\s*HEADER_BYTES/, 'an SMV image'],
  [/^FORMAT :/, 'a Bruker image'],
  [/^RAXIS|^R-AXIS/, 'an R-AXIS image'],
  [/^\xd2\x04\0\0|^\0\0\x04\xd2/, 'a mar345 image'],
  [/^\x7fELF|^MZ/, 'a program'],
  [/^\s*<\?xml|^\s*<!DOCTYPE|^\s*<html/i, 'XML or HTML'],
];

/**
 * What a file looks like, for the message to whoever opened it as an image: "an empty file", "a PNG picture", "text".
 *
 * @param head  its first bytes
 */
export function describeContent(head: Uint8Array, size: number): string {
  if (size === 0) return 'an empty file';
  const text = new TextDecoder('latin1').decode(head);
  const known = SIGNATURES.find(([pattern]) => pattern.test(text));
  if (known) return known[1];
  if (head.every((byte) => byte === 0)) return 'nothing but zeros (an unfinished copy?)';
  if (/^[\t\n\r\x20-\x7e\x80-\xff]*$/.test(text)) {
    if (/^(dist(ance)?|poni1|detector|poni_version)\s*:/im.test(text)) return 'a calibration (.poni), not an image';
    if (/^\s*[[{]/.test(text)) return 'JSON text';
    return 'text';
  }
  return 'binary data of an unknown kind';
}
