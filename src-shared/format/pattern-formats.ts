import { csvFormat } from './pattern-csv.ts';
import { fit2dFormat } from './pattern-fit2d.ts';
import type { PatternFormat, PatternFormatId } from './pattern-format.ts';
import { fxyeFormat } from './pattern-fxye.ts';
import { chiFormat, datFormat } from './pattern-pyfai.ts';
import { xyFormat } from './pattern-xy.ts';
import { xyeFormat } from './pattern-xye.ts';

/** Every text format of a pattern. To add one: write `pattern-<id>.ts`, add a line here, add its id to the schemas. */
export const patternTextFormats: readonly PatternFormat[] = [
  xyFormat,
  datFormat,
  chiFormat,
  fit2dFormat,
  xyeFormat,
  fxyeFormat,
  csvFormat,
];

/** HDF5 holds all frames of one image and is written where the disk is, so it is no PatternFormat. */
export const HDF5_PATTERN = { id: 'h5', label: 'HDF5 (NeXus), all frames', suffix: '.h5' } as const;

/** One HDF5 file for each frame, as programs of small angle scattering read it. */
export const NXCANSAS_PATTERN = { id: 'nxcansas', label: 'NXcanSAS (HDF5), over q', suffix: '.nxcansas.h5' } as const;

/** Pictures; drawn by `figure/pattern-figure.ts`. */
export const PICTURE_FORMATS = [
  { id: 'svg', label: 'Picture of lines (SVG)', suffix: '.svg' },
  { id: 'pdf', label: 'Picture of lines (PDF)', suffix: '.pdf' },
  { id: 'png', label: 'Picture of pixels (PNG)', suffix: '.png' },
] as const;

/** What a user can choose from, in this order. */
export const patternFormatList: readonly { id: PatternFormatId; label: string; suffix: string }[] = [
  ...patternTextFormats.map(({ id, label, suffix }) => ({ id, label, suffix })),
  HDF5_PATTERN,
  NXCANSAS_PATTERN,
  ...PICTURE_FORMATS,
];

/** @returns undefined for HDF5 and for pictures */
export function patternTextFormat(id: PatternFormatId): PatternFormat | undefined {
  return patternTextFormats.find((format) => format.id === id);
}

export function patternSuffix(id: PatternFormatId): string {
  return patternFormatList.find((format) => format.id === id)?.suffix ?? `.${id}`;
}
