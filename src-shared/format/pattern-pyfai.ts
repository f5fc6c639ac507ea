import { fit2dFromCalibration } from '../geometry/fit2d-geometry.ts';
import type { Pattern1d } from '../model/pattern-1d.ts';
import { rememberColumn } from './axis-column.ts';
import { formatExponential, formatFixed, formatPythonFloat } from './exact-decimal.ts';
import { encodeText, joinBytes } from './join-bytes.ts';
import { type NumberForm, writeRowsPlainly } from './number-rows.ts';
import type { PatternFormat, PatternFormatId } from './pattern-format.ts';

const COLUMN: NumberForm = { kind: 'exponential', digits: 6, width: 14 };
const axisColumn = rememberColumn((out, value) => out.exponential(value, COLUMN.digits, COLUMN.width).text('  '));

/**
 * The text that pyFAI's integrate1d writes, and PDFstream after it: 22 comment lines (`# `: pyFAI geometry, Fit2D
 * geometry, detector, corrections, file name), a line of column titles, then rows of `%14.6e  %14.6e`, with a third
 * column sigma where there is an error model. The geometry stands as in the .poni file: orientation aside, as pyFAI
 * prints it. An empty bin is `nan` in .dat; it is 0 in .chi, because PDF programs take that for their input as pyFAI
 * writes it.
 */
function pyfaiFormat(id: PatternFormatId, label: string, emptyBin: 'nan' | 'zero'): PatternFormat {
  return {
    id,
    label,
    suffix: `.${id}`,
    needsSigma: false,
    needsTwoTheta: false,
    emptyBin,
    format(pattern, fileName, writeRows = writeRowsPlainly) {
      const { radial, intensity, sigma } = pattern;
      const lines = headerLines(pattern, fileName).map((line) => `# ${line}\n`);
      const unit = pattern.radialUnit.padStart(14);
      if (sigma) lines.push(`#${unit}  ${'I '.padStart(14)}  ${'sigma '.padStart(14)}\n`);
      else lines.push(`#${unit} ${'I '.padStart(14)}\n`);
      const rows = writeRows({
        heads: axisColumn(radial),
        columns: sigma ? [intensity, sigma] : [intensity],
        form: COLUMN,
        separator: ' ',
        empty: emptyBin === 'zero' ? 'zero row' : 'nan',
      });
      return joinBytes([encodeText(lines.join('')), rows]);
    },
  };
}

export const datFormat = pyfaiFormat('dat', 'pyFAI .dat with header', 'nan');
export const chiFormat = pyfaiFormat('chi', 'pyFAI .chi with header (PDFstream)', 'zero');

function headerLines({ provenance }: Pattern1d, fileName: string): string[] {
  const { calibration, settings } = provenance;
  const { geometry, detector } = calibration;
  const { dist, poni1, poni2, rot1, rot2, rot3, wavelength } = geometry;
  // Orientation 3 needs no shape, so any will do.
  const fit2d = fit2dFromCalibration({ geometry, detector: { ...detector, orientation: 3 } }, [1, 1]);
  const pixels = `${formatExponential(detector.pixel1, 3)}, ${formatExponential(detector.pixel2, 3)}`;
  return [
    '== pyFAI calibration ==',
    `Distance Sample to Detector: ${formatPythonFloat(dist)} m`,
    `PONI: ${formatExponential(poni1, 3)}, ${formatExponential(poni2, 3)} m`,
    `Rotations: ${formatFixed(rot1, 6)} ${formatFixed(rot2, 6)} ${formatFixed(rot3, 6)} rad`,
    '',
    '== Fit2d calibration ==',
    ...(fit2d
      ? [
          `Distance Sample-beamCenter: ${formatFixed(fit2d.directDistanceMm, 3)} mm`,
          `Center: x=${formatFixed(fit2d.centreX, 3)}, y=${formatFixed(fit2d.centreY, 3)} pix`,
          `Tilt: ${formatFixed(fit2d.tiltDeg, 3)} deg  TiltPlanRot: ${formatFixed(fit2d.tiltPlaneDeg, 3)} deg`,
        ]
      : ['Distance Sample-beamCenter: not defined', 'Center: not defined', 'Tilt: 90 deg or more']),
    '',
    `Detector ${detector.name}${detector.name === 'Detector' ? '\t Spline= None' : ''}\t PixelSize= ${pixels} m`,
    '   Detector has a mask: False ', // masks are applied before, never attached to the detector
    `   Detector has a dark current: ${pythonBoolean(provenance.dark !== undefined)} `,
    `   detector has a flat field: ${pythonBoolean(provenance.flat !== undefined)} `,
    '',
    `Wavelength: ${wavelength === undefined ? 'None' : `${formatPythonFloat(wavelength)} m`}`,
    `Mask applied: ${maskOrigin({ provenance })}`,
    `Dark current applied: ${pythonBoolean(provenance.dark !== undefined)}`,
    `Flat field applied: ${pythonBoolean(provenance.flat !== undefined)}`,
    `Polarization factor: ${settings.polarization ? formatPythonFloat(settings.polarization.factor) : 'None'}`,
    `Normalization factor: ${formatPythonFloat(settings.normalizationFactor)}`,
    `--> ${fileName}`,
  ];
}

function maskOrigin({ provenance }: Pick<Pattern1d, 'provenance'>): string {
  const { settings, masks } = provenance;
  if (masks.length > 0 || settings.maskBelow !== undefined || settings.maskAbove !== undefined) return 'user provided';
  return settings.detectorMask ? 'from detector' : 'False';
}

function pythonBoolean(value: boolean): string {
  return value ? 'True' : 'False';
}
