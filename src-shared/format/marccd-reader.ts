import { fixedText, positive, setIfKnown, type MetadataDraft } from './header-metadata.ts';
import type { ByteSource, ImageReader } from './image-reader.ts';
import { isTiff } from './tiff-directory.ts';
import { openTiff } from './tiff-reader.ts';

const HEADER_AT = 1024;
const HEADER_LENGTH = 3072;

/**
 * MarCCD and Rayonix: a TIFF whose first 1024 bytes are followed by a header of 3072 bytes, then samples. Layout:
 * struct frame_header_type of the MarCCD manual.
 */
export const marccdReader: ImageReader = {
  id: 'marccd',
  label: 'MarCCD or Rayonix image',
  suffixes: ['.mccd', '.mar3450', '.rx'],
  recognises: (head) => isTiff(head) && head.length >= HEADER_AT + 8 && fixedText(head.subarray(1028, 1044)) === 'MMX',
  open: (source, { signal }) => openTiff('marccd', source, readMarccdMetadata, signal),
};

async function readMarccdMetadata(source: ByteSource, _page: unknown, signal?: AbortSignal): Promise<MetadataDraft> {
  const draft: MetadataDraft = { header: {} };
  if (source.size < HEADER_AT + HEADER_LENGTH) return draft;
  const bytes = await source.read(HEADER_AT, HEADER_LENGTH, signal);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const littleEndian = view.getUint32(28, true) !== 4321; // header_byte_order: 1234 or 4321
  const field = (at: number) => view.getInt32(at, littleEndian);

  const header: Record<string, string> = {};
  for (const [name, at] of INTEGER_FIELDS) if (field(at) !== 0) header[name] = String(field(at));
  for (const [name, at, length] of TEXT_FIELDS) {
    const text = fixedText(bytes.subarray(at, at + length));
    if (text) header[name] = text;
  }
  draft.header = header;
  setIfKnown(draft, 'distance', positive((field(640) || field(696)) / 1e6)); // 1000 · mm
  setIfKnown(draft, 'exposureTime', positive((field(656) || field(652)) / 1e3)); // ms
  setIfKnown(draft, 'pixel2', positive(field(772) / 1e9)); // nm
  setIfKnown(draft, 'pixel1', positive(field(776) / 1e9));
  setIfKnown(draft, 'wavelength', positive(field(908) / 1e15)); // fm
  if (field(644) > 0 && field(648) > 0) draft.beamCentre = [field(644) / 1000, field(648) / 1000];
  const saturated = view.getUint32(104, littleEndian);
  if (saturated > 0) header['saturated_value'] = String(saturated);
  setIfKnown(draft, 'time', header['acquire_timestamp']);
  const motors: Record<string, number> = {};
  for (const [name, at] of ANGLES) if (field(at) !== 0) motors[name] = field(at) / 1000;
  if (Object.keys(motors).length > 0) draft.motors = motors;
  return draft;
}

/** Start angles, 1000 · degrees. */
const ANGLES: readonly (readonly [string, number])[] = [
  ['two_theta', 668],
  ['omega', 672],
  ['chi', 676],
  ['kappa', 680],
  ['phi', 684],
  ['delta', 688],
  ['gamma', 692],
];
const INTEGER_FIELDS: readonly (readonly [string, number])[] = [
  ['xtal_to_detector', 640],
  ['beam_x', 644],
  ['beam_y', 648],
  ['integration_time', 652],
  ['exposure_time', 656],
  ['readout_time', 660],
  ['rotation_range', 736],
  ['detector_type', 768],
  ['pixelsize_x', 772],
  ['pixelsize_y', 776],
  ['mean_bias', 780],
  ['source_wavelength', 908],
];
const TEXT_FIELDS: readonly (readonly [string, number, number])[] = [
  ['filetitle', 1024, 128],
  ['filepath', 1152, 128],
  ['filename', 1280, 64],
  ['acquire_timestamp', 1344, 32],
  ['header_timestamp', 1376, 32],
  ['save_timestamp', 1408, 32],
  ['file_comments', 1440, 512],
  ['dataset_comments', 2048, 512],
];
