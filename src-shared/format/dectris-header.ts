import type { ImageMetadata } from '../model/detector-image.ts';
import { numbersIn, positive, setIfKnown, wavelengthOfEnergy, type MetadataDraft } from './header-metadata.ts';

/**
 * The text that Dectris detectors write into TIFF and CBF files, lines of `# Key value unit`. A line without a key of
 * its own is the detector ("# Detector: PILATUS 1M") or a date ("# 2014-Oct-24T16:33:09.123").
 */
export function parseDectrisHeader(text: string): MetadataDraft {
  const header: Record<string, string> = {};
  const draft: MetadataDraft = { header };
  for (const line of text.split(/\r?\n/)) {
    const entry = /^#\s*([A-Za-z]\w*(?: sensor)?)[:=,\s]+(.+?)\s*$/.exec(line);
    if (entry) header[entry[1]!] = entry[2]!.replace(/^=\s*/, '');
    else if (/^#\s*\d{4}[-:/]/.test(line)) draft.time = line.replace(/^#\s*/, '').trim();
  }

  const pixel = numbersIn(header['Pixel_size']); // "172e-6 m x 172e-6 m", fast axis first
  setIfKnown(draft, 'pixel2', positive(pixel[0]));
  setIfKnown(draft, 'pixel1', positive(pixel[1] ?? pixel[0]));
  setIfKnown(draft, 'exposureTime', positive(numbersIn(header['Exposure_time'])[0]));
  setIfKnown(draft, 'distance', positive(numbersIn(header['Detector_distance'])[0]));
  const angstrom = positive(numbersIn(header['Wavelength'])[0]);
  const energy = positive(numbersIn(header['Energy'] ?? header['Incident_energy'])[0]); // eV
  if (angstrom !== undefined) draft.wavelength = angstrom / 1e10;
  else if (energy !== undefined) draft.wavelength = wavelengthOfEnergy(energy);
  const [x, y] = numbersIn(header['Beam_xy']);
  // (0, 0) is what the camera writes when nobody told it
  if (x !== undefined && y !== undefined && (x !== 0 || y !== 0)) draft.beamCentre = [x, y];
  setIfKnown(draft, 'detector', header['Detector']);

  const motors: Record<string, number> = {};
  for (const name of MOTORS) {
    const value = numbersIn(header[name])[0];
    if (value !== undefined) motors[name] = value;
  }
  if (Object.keys(motors).length > 0) draft.motors = motors;
  return draft;
}

const MOTORS = ['Start_angle', 'Detector_2theta', 'Detector_Voffset', 'Alpha', 'Kappa', 'Phi', 'Chi', 'Omega'];

/** Metadata as lines that `parseDectrisHeader` and other programs read; '' where nothing is known. */
export function formatDectrisHeader(metadata: Partial<ImageMetadata> | undefined): string {
  if (!metadata) return '';
  const { detector, time, pixel1, pixel2, exposureTime, wavelength, distance, beamCentre, motors } = metadata;
  const lines: string[] = [];
  if (detector !== undefined) lines.push(`# Detector: ${detector.replace(/\s+/g, ' ')}`);
  if (time !== undefined && /^\d{4}[-:/]/.test(time)) lines.push(`# ${time.replace(/\s+/g, ' ')}`);
  if (pixel1 !== undefined && pixel2 !== undefined) lines.push(`# Pixel_size ${pixel2} m x ${pixel1} m`);
  if (exposureTime !== undefined) lines.push(`# Exposure_time ${exposureTime} s`);
  // 15 digits: an ångström value that was divided on reading comes out as it was
  if (wavelength !== undefined) lines.push(`# Wavelength ${Number((wavelength * 1e10).toPrecision(15))} A`);
  if (distance !== undefined) lines.push(`# Detector_distance ${distance} m`);
  if (beamCentre) lines.push(`# Beam_xy (${beamCentre[0]}, ${beamCentre[1]}) pixels`);
  for (const name of MOTORS) if (motors?.[name] !== undefined) lines.push(`# ${name} ${motors[name]} deg.`);
  return lines.map((line) => `${line}\n`).join('');
}
