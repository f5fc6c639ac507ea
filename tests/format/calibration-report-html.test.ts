import { describe, expect, it } from 'vitest';
import { formatCalibrationReport } from '../../src-shared/format/calibration-report-html.ts';
import type { CalibrationReportContent } from '../../src-shared/format/report-content.ts';
import type { CalibrationResult } from '../../src-shared/model/calibration-result.ts';

const geometry = { dist: 0.2, poni1: 0.05, poni2: 0.04, rot1: 0.01, rot2: -0.02, rot3: 0, wavelength: 0.5e-10 };
const result: CalibrationResult = {
  verdict: 'check',
  reasons: ['Only 2 rings < 3 were found.'],
  calibrantId: 'CeO2',
  calibrantLabel: 'Ceria & co',
  calibration: { geometry, detector: { name: 'Detector', pixel1: 2e-4, pixel2: 1e-4, orientation: 3 } },
  fit2d: { directDistanceMm: 200.05, centreX: 419.998, centreY: 269.987, tiltDeg: 1.2811, tiltPlaneDeg: -116.57 },
  uncertainties: { dist: 1.234e-5, poni1: 2e-6, rot1: NaN },
  correlation: {
    names: ['dist', 'poni1'],
    matrix: [
      [1, -0.9951],
      [-0.9951, 1],
    ],
  },
  warnings: ['dist and poni1 change together.'],
  rmsPx: 0.0512,
  rmsDeg: 0.00123,
  points: {
    rows: Float64Array.of(100.5, 200.25, 300),
    columns: Float64Array.of(400, 410, 420),
    rings: Int32Array.of(0, 0, 1),
    residualsPx: Float64Array.of(0.09, -0.01, 0.4),
    residualsDeg: Float64Array.of(0.002, -0.0002, 0.01),
    rejected: Uint8Array.of(0, 0, 1),
    azimuths: Float64Array.of(-3.1, 0, 1.5),
  },
  rings: [
    {
      ...{ ring: 0, hkl: '1 1 1', dSpacing: 3.12442, twoTheta: 0.16, points: 2, rejected: 0, coverageDeg: 10 },
      ...{ meanPx: 0.04, meanDeg: 0.00089, rmsPx: 0.064, rmsDeg: 0.00142, state: 'used' },
    },
    {
      ...{ ring: 1, hkl: '2 0 0', dSpacing: 2.70583, twoTheta: 0.185, points: 0, rejected: 1, coverageDeg: 0 },
      ...{ meanPx: null, meanDeg: null, rmsPx: null, rmsDeg: null, state: 'dropped' },
    },
  ],
  drift: { dist: { change: 2.5e-5, sigmas: 2.026 } },
  seconds: 1,
};
const content: CalibrationReportContent = {
  imageName: '<img src=x onerror=alert(1)>.tif',
  imageShape: [500, 800],
  result,
  inputs: [{ label: 'Mask', value: '"quoted" & <b>.edf', origin: 'option' }],
  picture: { shape: [125, 200], values: Float64Array.from({ length: 25_000 }, (_, i) => (i % 7 === 0 ? NaN : i)) },
  pictureBlock: 4,
  cake: {
    shape: [18, 60],
    values: Float64Array.from({ length: 1080 }, (_, i) => i % 60),
    radialRange: [0.01, 0.3],
    pattern: Float64Array.from({ length: 100 }, (_, i) => (i === 50 ? NaN : i)),
  },
  program: 'annulus 1.2.3',
};

const VOID = new Set(['meta', 'br', 'img', 'link']);

/** Names of elements that are closed out of order or not at all. */
function misnested(page: string): string[] {
  const open: string[] = [];
  const wrong: string[] = [];
  const body = page.replace(/<!doctype html>/, '').replace(/<style>[\s\S]*<\/style>/, '');
  for (const [, close, name = '', rest = ''] of body.matchAll(/<(\/?)([a-zA-Z][\w-]*)((?:"[^"]*"|[^">])*)>/g)) {
    if (close) {
      if (open.pop() !== name) wrong.push(name);
    } else if (!VOID.has(name) && !rest.endsWith('/')) open.push(name);
  }
  return [...wrong, ...open];
}

/** Width and height of each picture in the page. */
function pictureSizes(page: string): [number, number][] {
  return [...page.matchAll(/data:image\/png;base64,([\w+/=]+)/g)].map(([, text = '']) => {
    const bytes = Buffer.from(text, 'base64');
    return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  });
}

describe('formatCalibrationReport', () => {
  const page = formatCalibrationReport(content);

  it('is one well-formed page that loads nothing and runs nothing', () => {
    expect(page.startsWith('<!doctype html>\n<html lang="en">')).toBe(true);
    expect(misnested(page)).toEqual([]);
    expect(page).not.toMatch(/<script|https?:|url\(|@import|\son\w+="/i);
    const addresses = [...page.matchAll(/\s(?:href|src)="([^"]*)"/g)].map(([, address = '']) => address.slice(0, 22));
    expect(addresses).toEqual(['data:image/png;base64,', 'data:image/png;base64,']);
  });

  it('escapes every text that it is given', () => {
    expect(page).not.toContain('<img');
    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;.tif');
    expect(page).toContain('&quot;quoted&quot; &amp; &lt;b&gt;.edf');
    expect(page).toContain('Only 2 rings &lt; 3 were found.');
    expect(page).toContain('<td class="number">0.040</td><td class="number">0.00089</td><td class="number">0.064</td>');
    expect(page).toContain('Ceria &amp; co');
  });

  it('says verdict, numbers with their uncertainties, and what was held or not determined', () => {
    expect(page).toContain('<strong>check</strong>');
    expect(page).toContain('200.0500 mm');
    expect(page).toContain('419.998, 269.987 px');
    // 0.2 m ± 12.34 µm: value to a tenth of the uncertainty's second digit.
    expect(page).toMatch(/<td class="number">200\.0000<\/td><td class="number">0\.012<\/td><td>mm<\/td>/);
    expect(page).toMatch(/−0\.9951/);
    expect(page).toContain('not determined');
    expect(page).toContain('held');
    expect(page).toContain('0.0250 (2.0 σ)');
    expect(page).toContain('2 points on 1 ring, 1 dropped.');
    expect(page).toContain('3.12442');
    expect(page).toContain('dropped: does not fit the others');
    expect(page).toContain('annulus 1.2.3');
    // 0.5 Å is 24.79684 keV: hc = 12.39842 keV Å.
    expect(page).toContain('24.79684');
  });

  it('has the geometry in the words of pyFAI and Fit2D', () => {
    expect(page).toMatch(/Poni1: 0\.05\n/);
    expect(page).toMatch(/INFO: Refined Beam centre = /);
  });

  it('shows the pictures in their own size, stretched where pixels are not square', () => {
    expect(pictureSizes(page)).toEqual([
      [200, 125],
      [60, 18],
    ]);
    // 500 rows of 200 µm beside 800 columns of 100 µm.
    expect(page).toContain('viewBox="0 0 800 1000"');
    expect(page).toContain('<g transform="scale(1 2)"><image class="raster" width="800" height="500"');
  });

  it('draws points by residual, and what was dropped apart', () => {
    // 0.09 px is 1.8 times the rms, −0.01 px a fifth of it.
    expect(page).toContain('class="point high2" d="M400 100.5h0"');
    expect(page).toContain('class="point zero" d="M410 200.25h0"');
    expect(page).toContain('class="point rejected" d="M420 300h0"');
  });

  it('draws the rings in the cake at their angle', () => {
    // The axis runs from 0.01 rad at 58 to 0.3 rad at 748: 0.16 rad stands at 58 + 690 · 0.15 / 0.29.
    expect(page).toContain('class="ring used" d="M414.9 10V390"');
  });

  it('breaks the curve of the pattern where there is no value', () => {
    const [, curve = ''] = /class="curve" d="([^"]*)"/.exec(page) ?? [];
    expect(curve.match(/M/g)).toHaveLength(2);
    expect(curve).not.toContain('NaN');
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('is the same every time, but for a date that is given', () => {
    expect(formatCalibrationReport(content)).toBe(page);
    const dated = formatCalibrationReport({ ...content, date: 'Sat, 21 Nov 2026' });
    expect(dated.replace(' · Sat, 21 Nov 2026', '')).toBe(page);
  });

  it('shows the image and the reason where nothing was found', () => {
    const nothing = new Float64Array(0);
    const failed = formatCalibrationReport({
      ...{ imageName: 'a.tif', imageShape: [500, 800], inputs: [], program: 'annulus' },
      ...{ picture: content.picture, pictureBlock: 4 },
      result: {
        ...result,
        ...{ verdict: 'bad', reasons: ['No ring was found in the image.'], calibration: null, fit2d: null },
        ...{ correlation: null, uncertainties: {}, rmsPx: null, rmsDeg: null, rings: [] },
        points: {
          ...{ rows: nothing, columns: nothing, rings: new Int32Array(0), residualsPx: nothing },
          ...{ residualsDeg: nothing, rejected: new Uint8Array(0), azimuths: nothing },
        },
      },
    });
    expect(misnested(failed)).toEqual([]);
    expect(failed).toContain('No ring was found in the image.');
    expect(pictureSizes(failed)).toEqual([[200, 125]]);
    expect(failed).not.toContain('Geometry');
  });
});
