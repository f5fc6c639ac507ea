import { isColumnMirrored, isRowMirrored } from '../geometry/orientation.ts';
import { isMedian, pyfaiIntegration } from './pyfai-integration.ts';
import type { PyfaiScriptInput } from './pyfai-script-input.ts';
import { pythonNumber, pythonString } from './python-text.ts';
import { maskedLines, type MaskedLines } from './masked-lines.ts';

export interface PyfaiScript {
  /** Python 3. */
  readonly text: string;
  /** What the script cannot do, one sentence each. */
  readonly remarks: readonly string[];
}

/**
 * A Python script with which pyFAI (0.21 or later) integrates the same pixels with the same corrections to the same
 * bins. It differs where pyFAI does: it computes in float32, takes what sticks out of a radial range into the first and
 * last bin, and cuts pixels into cakes approximately. What it leaves out stands at its top.
 */
export function formatPyfaiScript(input: PyfaiScriptInput): PyfaiScript {
  const lines = input.gaps ? maskedLines(input.gaps, input.shape) : { rows: [], columns: [] };
  const remarks = ['Files are named without their folders: run it where they lie.', ...limitsOf(input, lines === null)];
  const text = [
    header(input, remarks),
    loading(input),
    ignoring(input, lines ?? { rows: [], columns: [] }),
    geometry(input),
    pyfaiIntegration(input),
    ending(),
  ].join('\n\n');
  return { text: `${text}\n`, remarks };
}

/** What the script does not do as we do, one sentence each. */
function limitsOf(
  { settings, cakes, unsavedMasks = [], frameValue }: PyfaiScriptInput,
  leavesGapsOut: boolean,
): string[] {
  const { filter, errorModel, patternBackground, azimuthRange, split } = settings;
  const remarks = unsavedMasks.map((name) => `Save the mask "${name}" under this name first.`);
  if (leavesGapsOut)
    remarks.push('The dead pixels of this detector are no whole rows and columns: save them as a mask and add it.');
  if (cakes) {
    if (filter) remarks.push('pyFAI does not filter cakes: the script leaves the filter out.');
    if (errorModel === 'azimuthal') remarks.push('pyFAI has no azimuthal errors of cakes: the script saves none.');
    if (split === 'full')
      remarks.push('pyFAI shares pixels between cakes approximately: cells differ by about a per cent.');
  } else if (isMedian(settings)) {
    remarks.push('pyFAI has no errors after this filter, and writes empty bins as 0.');
    if (azimuthRange) remarks.push('This filter of pyFAI takes the whole circle, whatever the azimuth range.');
  } else if (filter) {
    if (split !== 'no') remarks.push('Where pixels are split, what pyFAI clips depends on the order of its threads.');
    if (errorModel === 'hybrid')
      remarks.push('Errors after clipping are the scatter along the ring, not those of the counts.');
  }
  if (errorModel === 'azimuthal' && !cakes && !isMedian(settings))
    remarks.push('pyFAI 0.21 weighs the scatter of pixels differently: its errors are not ours, but intensities are.');
  if (frameValue !== undefined)
    remarks.push(`The intensity is divided by ${frameValue}, the value of this frame: others have their own.`);
  if (patternBackground?.subtract && !cakes)
    remarks.push('The script does not subtract the background of the pattern.');
  return remarks;
}

function header({ program, image, cakes }: PyfaiScriptInput, remarks: readonly string[]): string {
  return `#!/usr/bin/env python3
"""${cakes ? 'Cakes' : 'A pattern'} by pyFAI, with the settings of ${program}.

Needs pyFAI and fabio. Other images of the same detector can be named: python3 SCRIPT [IMAGE ...]

${remarks.map((remark) => `- ${remark.replaceAll('\\', '\\\\').replaceAll('"', "'")}`).join('\n')}
"""
import os
import sys

import fabio
import numpy
from pyFAI.detectors import Detector

try:
    from pyFAI.integrator.azimuthal import AzimuthalIntegrator
except ImportError:  # before 2025
    from pyFAI.azimuthalIntegrator import AzimuthalIntegrator

IMAGES = sys.argv[1:] or [${pythonString(image)}]`;
}

function loading({ dataset, frame, calibration: { detector } }: PyfaiScriptInput): string {
  const rows = isRowMirrored(detector.orientation) ? '::-1' : ':';
  const columns = isColumnMirrored(detector.orientation) ? '::-1' : ':';
  const isTurned = rows !== ':' || columns !== ':';
  return `
def load(name, frame=0):
    """An image as stored, row 0 first."""
    image = fabio.open(name)
    data = numpy.asarray(image.getframe(frame).data if frame else image.data)
    return data[::-1] if name.lower().endswith(".msk") else data  # stored bottom up


def load_image(name):
    return load(name${dataset === undefined ? '' : ` + ${pythonString(`::${dataset}`)}`}${frame === 0 ? '' : `, ${frame}`})


def oriented(array):
    """${isTurned ? `Orientation ${detector.orientation}: as the geometry counts rows and columns.` : 'Rows and columns are as the geometry counts them.'}"""
    return ${isTurned ? `numpy.ascontiguousarray(array[${rows}, ${columns}])` : 'array'}`;
}

function ignoring({ settings, masks, maskedValue }: PyfaiScriptInput, { rows, columns }: MaskedLines): string {
  const { maskBelow, maskAbove, dummy } = settings;
  const body = ['ignored = ~numpy.isfinite(image)'];
  if (maskedValue !== undefined) body.push(`ignored |= image == ${pythonNumber(maskedValue)}  # measured nothing`);
  if (maskBelow !== undefined) body.push(`ignored |= image < ${pythonNumber(maskBelow)}`);
  if (maskAbove !== undefined) body.push(`ignored |= image > ${pythonNumber(maskAbove)}`);
  if (dummy)
    body.push(
      dummy.delta === 0
        ? `ignored |= image == ${pythonNumber(dummy.value)}`
        : `ignored |= abs(image - ${pythonNumber(dummy.value)}) <= ${pythonNumber(dummy.delta)}`,
    );
  for (const mask of masks) body.push(`ignored |= load(${pythonString(mask)}) != 0`);
  if (rows.length > 0) body.push(`for first, end in ${ranges(rows)}:  # gaps`, '    ignored[first:end, :] = True');
  if (columns.length > 0)
    body.push(`for first, end in ${ranges(columns)}:  # gaps`, '    ignored[:, first:end] = True');
  body.push('return ignored');
  return `\ndef ignored_pixels(image):\n    """True = not used."""\n${body.map((line) => `    ${line}`).join('\n')}`;
}

function geometry({ calibration }: PyfaiScriptInput): string {
  const { geometry: g, detector } = calibration;
  const wavelength = g.wavelength === undefined ? '' : `\n    wavelength=${pythonNumber(g.wavelength)},`;
  return `
ai = AzimuthalIntegrator(
    dist=${pythonNumber(g.dist)},
    poni1=${pythonNumber(g.poni1)},
    poni2=${pythonNumber(g.poni2)},
    rot1=${pythonNumber(g.rot1)},
    rot2=${pythonNumber(g.rot2)},
    rot3=${pythonNumber(g.rot3)},
    detector=Detector(pixel1=${pythonNumber(detector.pixel1)}, pixel2=${pythonNumber(detector.pixel2)}),${wavelength}
)`;
}

function ending(): string {
  return `
def stem(name):
    return os.path.splitext(os.path.basename(name))[0]


for one in IMAGES:
    integrate(one)`;
}

function ranges(lines: readonly (readonly [number, number])[]): string {
  return `[${lines.map(([first, end]) => `(${first}, ${end})`).join(', ')}]`;
}
