import type { Evidence } from './gather-evidence.ts';

export type VerdictLevel = 'good' | 'check' | 'bad';

export interface Verdict {
  readonly level: VerdictLevel;
  /** One sentence each, for people: what speaks against the geometry, or else what it rests on. */
  readonly reasons: readonly string[];
}

/** Something outside of the image that contradicts the geometry, as a sentence. */
export type Conflict = string;

/** Rings this well placed and complete vouch for a geometry that few of the points support: other phases, weak rings. */
const TRUSTED = { rings: 5, scatter: 0.12, jackknife: 0.12 };
/**
 * Lead below which another geometry is as good, however well the rings are placed: those of a cubic lattice can lie alike for
 * a detector behind the sample and one before it. Right geometries of simulated images led by 0.35 or more.
 */
const NO_LEAD = 0.1;
/** Rings this well placed are no chance, whatever else shines in the image. */
const PLACED = { rings: 3, scatter: 0.12, jackknife: 0.25 };
/** Two rings can vouch for a geometry if nothing at all speaks against it. */
const PAIR = { coverage: 0.6, likelihood: 1, margin: 0.5, scatter: 0.05, jackknife: 0.1, unexplained: 0.1 };

/**
 * Judges a calibration from independent tests. Small residuals alone prove nothing: a wrong calibrant can have them.
 *
 * Limits as found useful on simulated and real images; each guards against one way of being wrong.
 */
export function judge(evidence: Evidence, conflicts: readonly Conflict[]): Verdict {
  // One ring places no other: tests of the refined geometry would only say so again, as if it were something else.
  const bad = findings(evidence.ringsSeen < 2 ? [oneRing(evidence), ...offRings(evidence)] : badIf(evidence));
  if (bad.length > 0) return { level: 'bad', reasons: bad };
  const doubts = [...findings(checkIf(evidence)), ...conflicts];
  if (doubts.length > 0) return { level: 'check', reasons: doubts };
  return { level: 'good', reasons: [support(evidence), scaleSentence(evidence)] };
}

type Test = readonly [isMet: boolean, sentence: string];

const findings = (tests: readonly Test[]): string[] => tests.filter(([isMet]) => isMet).map(([, sentence]) => sentence);

function oneRing({ ringsSeen, ringLimit }: Evidence): Test {
  return [
    true,
    ringLimit < 2
      ? 'One ring alone, as was asked for, fixes neither distance nor tilt: use two or more.'
      : `Only ${ringsSeen} ring of the calibrant was found: that fixes neither distance nor tilt.`,
  ];
}

/** What bright points say of the geometry that the search found. */
function offRings(e: Evidence): Test[] {
  const isPlaced =
    e.ringsSeen >= PLACED.rings &&
    e.testedRings >= PLACED.rings &&
    e.absentRings.length === 0 &&
    e.ringScatterPx < PLACED.scatter &&
    e.jackknifePx < PLACED.jackknife;
  return [
    [
      !isPlaced && (e.likelihood < 0 || (e.likelihood < 0.35 && e.margin < 0.5)),
      'The bright lines of the image do not lie on rings of this calibrant at this wavelength.',
    ],
    [
      !isPlaced && e.explained < 0.15,
      `Hardly more bright points lie on predicted rings than by chance (${percent(e.explained)}).`,
    ],
  ];
}

function badIf(e: Evidence): Test[] {
  const absent = e.absentRings.length / Math.max(1, e.testedRings);
  const shift = Math.abs(e.wavelengthShift);
  return [
    ...offRings(e),
    [
      e.ringScatterPx > 0.45,
      `Rings miss their places by ${e.ringScatterPx.toFixed(2)} px: calibrant or wavelength do not fit the image.`,
    ],
    [
      e.unexplainedPeaks > 0.4 && e.ringScatterPx > 0.35,
      `${percent(e.unexplainedPeaks)} of the sharp rings belong to no line of the calibrant.`,
    ],
    [
      e.absentRings.length >= 2 && absent >= 0.2,
      `${e.absentRings.length} of ${e.testedRings} lines that should show are absent (first: ring ${e.absentRings[0]! + 1}): this is another calibrant.`,
    ],
    [e.jackknifePx > 5, `Leaving out a ring or a direction moves the rings by ${e.jackknifePx.toFixed(1)} px.`],
    [
      shift > Math.max(0.01, 8 * e.wavelengthError) && e.ringScatterPx > 0.2,
      `The rings ask for a wavelength that differs by ${percent(e.wavelengthShift)}.`,
    ],
    [
      e.rival.lead > 0.2,
      `The rings are rather those of ${e.rival.label}: is it the right calibrant${orWavelength(e)}?`,
    ],
    [
      e.wavinessPx > 1,
      `Lines wave by ${e.wavinessPx.toFixed(1)} px around the rings: the geometry does not make them straight.`,
    ],
    [e.tiltDeg > 60, `The detector comes out tilted by ${Math.round(e.tiltDeg)}°: few stand like that.`],
    [e.movedPx > 6, `Two ways of placing the rings disagree by ${e.movedPx.toFixed(1)} px.`],
    [Number.isFinite(e.startsPx) && e.startsPx > 5, startsSentence(e)],
  ];
}

function checkIf(e: Evidence): Test[] {
  const absent = e.absentRings.length / Math.max(1, e.testedRings);
  const shift = Math.abs(e.wavelengthShift);
  const isTrusted =
    e.ringsSeen >= TRUSTED.rings &&
    e.testedRings >= TRUSTED.rings &&
    e.absentRings.length === 0 &&
    e.ringScatterPx < TRUSTED.scatter &&
    e.jackknifePx < TRUSTED.jackknife;
  return [
    [
      e.ringsSeen < 3 && !isSoundPair(e),
      `Only ${e.ringsSeen} rings were found: nothing is left to test the geometry with.`,
    ],
    [e.likelihood < 0.7 && !isTrusted, 'Many bright points lie off the predicted rings.'],
    [e.margin < (isTrusted ? NO_LEAD : 0.25), 'Another, different geometry explains the image nearly as well.'],
    [!(e.jackknifePx <= 0.25), `Leaving out a ring or a direction moves the rings by ${e.jackknifePx.toFixed(2)} px.`],
    [e.ringScatterPx > 0.25, `Rings miss their places by ${e.ringScatterPx.toFixed(2)} px.`],
    [e.pointScatterPx > 0.7, `Single points scatter by ${e.pointScatterPx.toFixed(2)} px about their rings.`],
    [e.heldOutPx > 0.35, `Rings that took no part in the fit are off by ${e.heldOutPx.toFixed(2)} px.`],
    [e.wavinessPx > 0.25, `Lines wave by ${e.wavinessPx.toFixed(2)} px around the rings.`],
    [e.tiltDeg > 48, `The detector comes out tilted by ${Math.round(e.tiltDeg)}°.`],
    [e.centreDiagonals > 2, `The beam comes out ${e.centreDiagonals.toFixed(1)} image diagonals beside the image.`],
    [e.coverage < 0.15, `Rings are seen over ${Math.round(e.coverage * 360)}° of azimuth only.`],
    [e.unexplainedPeaks > 0.5, `${percent(e.unexplainedPeaks)} of the sharp rings belong to no line of the calibrant.`],
    [
      absent >= 0.25 || (e.absentRings.length >= 2 && absent > 0.12),
      `Lines of the calibrant are absent although later ones show (first: ring ${e.absentRings[0]! + 1}).`,
    ],
    [
      shift > Math.max(0.002, 5 * e.wavelengthError),
      `The rings ask for a wavelength that differs by ${percent(e.wavelengthShift)}.`,
    ],
    [
      e.rival.lead > 0.1 && e.rival.lead <= 0.2,
      `${e.rival.label} would explain the rings somewhat better: is it the right calibrant?`,
    ],
    // With few rings the search places them less well.
    [e.movedPx > (e.ringsSeen < 5 ? 4 : 1.5), `Two ways of placing the rings disagree by ${e.movedPx.toFixed(1)} px.`],
    // Right geometries come back to 0.13 px or better, wrong ones rarely to less than 0.5 px.
    [e.startsPx > 0.4, startsSentence(e)],
  ];
}

function isSoundPair(e: Evidence): boolean {
  return (
    e.ringsSeen === 2 &&
    e.testedRings >= 2 &&
    e.absentRings.length === 0 &&
    e.coverage >= PAIR.coverage &&
    e.likelihood >= PAIR.likelihood &&
    e.margin >= PAIR.margin &&
    e.ringScatterPx < PAIR.scatter &&
    e.jackknifePx < PAIR.jackknife &&
    e.unexplainedPeaks < PAIR.unexplained
  );
}

function support(e: Evidence): string {
  const held =
    e.heldOutPx <= 0.35
      ? `, rings left out of the fit are predicted to ${e.heldOutPx < 0.001 ? 'less than 0.001' : e.heldOutPx.toFixed(3)} px`
      : '';
  return `${e.ringsSeen} rings agree within ${e.ringScatterPx.toFixed(3)} px over ${Math.round(e.coverage * 360)}° of azimuth${held}.`;
}

/** A wrong wavelength can look like another lattice. */
function orWavelength({ wavelengthShift, wavelengthError }: Evidence): string {
  return Math.abs(wavelengthShift) > Math.max(0.002, 5 * wavelengthError)
    ? `, and the wavelength, from which the rings differ by ${percent(wavelengthShift)}`
    : '';
}

function startsSentence({ startsPx }: Evidence): string {
  return Number.isFinite(startsPx)
    ? `Begun anew from some points, with other rings, the geometry comes out ${startsPx.toFixed(1)} px away.`
    : 'Begun anew from some points, too few others are found on the rings.';
}

/** Pixel size and distance scale together always; wavelength and distance where rings are narrow. */
function scaleSentence(e: Evidence): string {
  return e.wavelengthError < 0.002
    ? 'The distance rests on the pixel size, which rings cannot test; they agree with the wavelength.'
    : 'The distance rests on the pixel size, the wavelength and the calibrant that were given: these rings cannot test them.';
}

const percent = (fraction: number): string => `${(100 * fraction).toFixed(1)} %`;
