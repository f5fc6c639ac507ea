import type { CakeSense } from '../model/cake.ts';
import type { Shape } from '../model/detector-image.ts';
import type { Calibration, IntegrationSettings } from '../model/schema-types.generated.ts';
import { isColumnMirrored, isRowMirrored } from '../geometry/orientation.ts';
import { formatPythonFloat } from './exact-decimal.ts';
import { maskedLines, type MaskedLines } from './masked-lines.ts';

/** What a script needs to know of an integration. Files are named as they shall stand in it. */
export interface PyfaiScriptInput {
  /** "annulus 0.1.0" */
  readonly program: string;
  readonly image: string;
  /** Dataset inside an HDF5 file. */
  readonly dataset?: string | undefined;
  readonly frame: number;
  readonly shape: Shape;
  /** Value of pixels that measured nothing, where the format of the image has one. */
  readonly maskedValue?: number | undefined;
  readonly calibration: Calibration;
  readonly settings: IntegrationSettings;
  /** Non-zero is ignored. */
  readonly masks: readonly string[];
  readonly dark?: string | undefined;
  readonly flat?: string | undefined;
  readonly background?: string | undefined;
  /** Gaps that the detector catalogue knows, 1 = ignored, rows as stored; null if there are none. */
  readonly gaps: Uint8Array | null;
  /** Absent: a pattern. The first cake in growing azimuth begins at `lower`; degrees. */
  readonly cakes?: {
    readonly lower: number;
    readonly width: number;
    readonly cakes: number;
    readonly sense: CakeSense;
  };
}

/** Of the circle, for filters that choose among them. */
const FILTER_SECTORS = 360;

export interface PyfaiScript {
  /** Python 3. */
  readonly text: string;
  /** What the script cannot do, one sentence each. */
  readonly remarks: readonly string[];
}

/**
 * A Python script with which pyFAI (0.21 or later) integrates the same pixels with the same corrections to the same
 * bins. It differs where pyFAI does: it computes in float32, takes what sticks out of a radial range into the first and
 * last bin, and cuts pixels into cakes approximately.
 *
 * Ranges and cakes across ±180° are turned into the middle of pyFAI's azimuth: with rot3 + δ the azimuth is smaller by
 * δ. Polarization is computed before that and given as part of the flat field, since it refers to the laboratory.
 */
export function formatPyfaiScript(input: PyfaiScriptInput): PyfaiScript {
  const { settings } = input;
  const lines = input.gaps ? maskedLines(input.gaps, input.shape) : { rows: [], columns: [] };
  const remarks: string[] = ['Files are named without their folders: run it where they lie.'];
  if (!lines)
    remarks.push('The dead pixels of this detector are no whole rows and columns: save them as a mask and add it.');
  if (settings.errorModel === 'hybrid') remarks.push('Older versions of pyFAI have no hybrid error model.');
  if (isMedian(settings) && !input.cakes) {
    remarks.push('pyFAI has no errors after this filter, and writes empty bins as 0.');
    if (settings.azimuthRange) remarks.push('This filter of pyFAI takes the whole circle, whatever the azimuth range.');
  }
  if (settings.sensorAbsorption || settings.sampleAbsorption)
    remarks.push('The absorption in the sensor and in the sample is not corrected by the script.');
  if (settings.patternBackground?.subtract) remarks.push('The script does not subtract the background of the pattern.');
  const text = [
    header(input),
    loading(input),
    ignoring(input, lines ?? { rows: [], columns: [] }),
    geometry(input),
    integration(input),
    ending(),
  ].join('\n\n');
  return { text: `${text}\n`, remarks };
}

function header({ program, image, cakes }: PyfaiScriptInput): string {
  return `#!/usr/bin/env python3
"""${cakes ? 'Cakes' : 'A pattern'} by pyFAI, with the settings of ${program}.

Needs pyFAI and fabio. Other images of the same detector can be named: python3 SCRIPT [IMAGE ...]
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

IMAGES = sys.argv[1:] or [${python(image)}]`;
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
    return load(name${dataset === undefined ? '' : ` + ${python(`::${dataset}`)}`}${frame === 0 ? '' : `, ${frame}`})


def oriented(array):
    """${isTurned ? `Orientation ${detector.orientation}: as the geometry counts rows and columns.` : 'Rows and columns are as the geometry counts them.'}"""
    return ${isTurned ? `numpy.ascontiguousarray(array[${rows}, ${columns}])` : 'array'}`;
}

function ignoring({ settings, masks, maskedValue }: PyfaiScriptInput, { rows, columns }: MaskedLines): string {
  const { maskBelow, maskAbove, dummy } = settings;
  const body = ['ignored = ~numpy.isfinite(image)'];
  if (maskedValue !== undefined) body.push(`ignored |= image == ${number(maskedValue)}  # measured nothing`);
  if (maskBelow !== undefined) body.push(`ignored |= image < ${number(maskBelow)}`);
  if (maskAbove !== undefined) body.push(`ignored |= image > ${number(maskAbove)}`);
  if (dummy)
    body.push(
      dummy.delta === 0
        ? `ignored |= image == ${number(dummy.value)}`
        : `ignored |= abs(image - ${number(dummy.value)}) <= ${number(dummy.delta)}`,
    );
  for (const mask of masks) body.push(`ignored |= load(${python(mask)}) != 0`);
  if (rows.length > 0) body.push(`for first, end in ${ranges(rows)}:  # gaps`, '    ignored[first:end, :] = True');
  if (columns.length > 0)
    body.push(`for first, end in ${ranges(columns)}:  # gaps`, '    ignored[:, first:end] = True');
  body.push('return ignored');
  return `\ndef ignored_pixels(image):\n    """True = not used."""\n${body.map((line) => `    ${line}`).join('\n')}`;
}

function geometry({ calibration }: PyfaiScriptInput): string {
  const { geometry: g, detector } = calibration;
  const wavelength = g.wavelength === undefined ? '' : `\n    wavelength=${number(g.wavelength)},`;
  return `
ai = AzimuthalIntegrator(
    dist=${number(g.dist)},
    poni1=${number(g.poni1)},
    poni2=${number(g.poni2)},
    rot1=${number(g.rot1)},
    rot2=${number(g.rot2)},
    rot3=${number(g.rot3)},
    detector=Detector(pixel1=${number(detector.pixel1)}, pixel2=${number(detector.pixel2)}),${wavelength}
)`;
}

function integration(input: PyfaiScriptInput): string {
  const { settings, dark, flat, background, cakes } = input;
  const body: string[] = [
    'raw = load_image(name)',
    'ignored = oriented(ignored_pixels(raw))',
    'image = oriented(raw).astype(numpy.float64)',
    `dark = ${offset(dark, background, settings.backgroundScale)}`,
    `flat = ${flat === undefined ? 'None' : `oriented(load(${python(flat)})).astype(numpy.float64)`}`,
  ];
  if (settings.polarization) {
    const { factor, offsetDeg } = settings.polarization;
    body.push(
      `polarization = ai.polarization(image.shape, ${number(factor)}, numpy.radians(${number(offsetDeg)}))`,
      'flat = polarization if flat is None else flat * polarization',
    );
  }
  const span = cakes ? cakes.cakes * cakes.width : settings.azimuthRange && spanOf(settings.azimuthRange);
  const lower = cakes ? cakes.lower : settings.azimuthRange?.[0];
  const hasRange = span !== undefined && lower !== undefined && (cakes !== undefined || span < 360);
  const turn = hasRange ? wrapped(lower + span / 2) : 0;
  if (turn !== 0)
    body.push(`ai.set_rot3(ROT3 + numpy.radians(${number(turn)}))  # the middle of the range becomes azimuth 0`);
  body.push('result = ' + pyfaiCall(settings, cakes, hasRange ? span : undefined));
  if (turn !== 0) body.push('ai.set_rot3(ROT3)');
  body.push(
    `intensity = ${isMedian(settings) ? 'result.intensity' : 'numpy.where(result.count > 0, result.intensity, numpy.nan)'}`,
  );
  body.push(...(cakes ? saveCakes(turn, cakes.sense) : savePattern(settings)));
  const constant = turn === 0 ? '' : 'ROT3 = ai.rot3\n\n\n';
  return `${constant === '' ? '\n' : constant}def integrate(name):\n${body.map((line) => `    ${line}`).join('\n')}`;
}

function isMedian({ filter }: IntegrationSettings): boolean {
  return filter !== undefined && filter.kind !== 'sigma-clip';
}

/** @param span  of the azimuth range, degrees */
function pyfaiCall(settings: IntegrationSettings, cakes: PyfaiScriptInput['cakes'], span: number | undefined): string {
  const { filter, split, errorModel, radialRange } = settings;
  const clips = filter?.kind === 'sigma-clip' && !cakes;
  const sorts = isMedian(settings) && !cakes;
  const options = [
    'image',
    String(settings.npt),
    ...(cakes ? [String(cakes.cakes)] : sorts ? [String(FILTER_SECTORS)] : []),
    `unit=${python(settings.radialUnit)}`,
    sorts ? 'method=("bbox", "csr", "cython")' : `method=(${python(split)}, "csr", "cython")`,
    'mask=ignored',
    'dark=dark',
    'flat=flat',
    `correctSolidAngle=${settings.solidAngle ? 'True' : 'False'}`,
    `normalization_factor=${number(settings.normalizationFactor)}`,
    ...(radialRange ? [`radial_range=(${radialRange.map(number).join(', ')})`] : []),
    ...(span !== undefined && !sorts ? [`azimuth_range=(${number(-span / 2)}, ${number(span / 2)})`] : []),
  ];
  if (clips) options.push(`thres=${number(filter.threshold)}`, `max_iter=${filter.maxIterations}`);
  if (clips) options.push(`error_model=${python(errorModel === 'poisson' ? 'poisson' : 'azimuthal')}`);
  else if (errorModel !== 'none' && !sorts) options.push(`error_model=${python(errorModel)}`);
  if (sorts && filter?.kind === 'median') options.push(`percentile=${number(filter.percentile)}`);
  if (sorts && filter?.kind === 'trimmed-mean')
    options.push(`percentile=(${filter.percentiles.map(number).join(', ')})`);
  const name = cakes ? 'integrate2d' : clips ? 'sigma_clip_ng' : sorts ? 'medfilt1d' : 'integrate1d';
  return `ai.${name}(\n${options.map((text) => `        ${text},\n`).join('')}    )`;
}

/** What pyFAI takes as dark current: all that is subtracted. */
function offset(dark: string | undefined, background: string | undefined, scale: number): string {
  const images = [
    ...(dark === undefined ? [] : [`oriented(load(${python(dark)})).astype(numpy.float64)`]),
    ...(background === undefined
      ? []
      : [`${scale === 1 ? '' : `${number(scale)} * `}oriented(load(${python(background)})).astype(numpy.float64)`]),
  ];
  return images.length === 0 ? 'None' : images.join(' + ');
}

function savePattern(settings: IntegrationSettings): string[] {
  const hasSigma = settings.errorModel !== 'none' && !isMedian(settings);
  const columns = hasSigma ? 'result.radial, intensity, result.sigma' : 'result.radial, intensity';
  return [
    `path = stem(name) + ${python(hasSigma ? '_pyfai.xye' : '_pyfai.xy')}`,
    `numpy.savetxt(path, numpy.transpose([${columns}]))`,
    'print(path)',
  ];
}

/** Cakes × bins in the order of the sense. */
function saveCakes(turn: number, sense: CakeSense): string[] {
  const order = sense === 'clockwise' ? '' : '[::-1]';
  return [
    `azimuth = (result.azimuthal + ${number(turn)})${order}`,
    'path = stem(name) + "_pyfai_cake.npz"',
    `numpy.savez(path, intensity=intensity${order}, radial=result.radial, azimuth=azimuth)`,
    'print(path)',
  ];
}

function ending(): string {
  return `
def stem(name):
    return os.path.splitext(os.path.basename(name))[0]


for one in IMAGES:
    integrate(one)`;
}

function spanOf([lower, upper]: readonly [number, number]): number {
  if (Math.abs(upper - lower) >= 360) return 360;
  const span = (upper - lower) % 360;
  return span <= 0 ? span + 360 : span;
}

/** Into [−180, 180). */
function wrapped(degrees: number): number {
  return degrees - 360 * Math.floor((degrees + 180) / 360);
}

function ranges(lines: readonly (readonly [number, number])[]): string {
  return `[${lines.map(([first, end]) => `(${first}, ${end})`).join(', ')}]`;
}

function number(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 2 ** 53 ? String(value) : formatPythonFloat(value);
}

/** A JSON string is a Python string as well. */
function python(text: string): string {
  return JSON.stringify(text);
}
