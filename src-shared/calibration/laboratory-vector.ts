/**
 * A vector of the laboratory in the frame of a detector turned by rot1 and rot2 (rot3 = 0): (R2·R1)ᵀ·w.
 *
 * @param w  three components: up, across, along the beam
 * @param out  receives the components along the slow axis, the fast axis and the normal
 * @param perRot1  receives the derivative by rot1; perRot2 likewise
 */
export function toDetectorFrame(
  w: ArrayLike<number>,
  rot1: number,
  rot2: number,
  out: Float64Array,
  perRot1: Float64Array,
  perRot2: Float64Array,
): void {
  const [s1, c1, s2, c2] = [Math.sin(rot1), Math.cos(rot1), Math.sin(rot2), Math.cos(rot2)];
  const [up, across, along] = [w[0]!, w[1]!, w[2]!];
  // Rows of R2·R1: (c2, s1s2, −c1s2), (0, c1, s1), (s2, −s1c2, c1c2).
  out[0] = up * c2 + along * s2;
  out[1] = up * s1 * s2 + across * c1 - along * s1 * c2;
  out[2] = -up * c1 * s2 + across * s1 + along * c1 * c2;
  perRot1[0] = 0;
  perRot1[1] = up * c1 * s2 - across * s1 - along * c1 * c2;
  perRot1[2] = up * s1 * s2 + across * c1 - along * s1 * c2;
  perRot2[0] = -up * s2 + along * c2;
  perRot2[1] = up * s1 * c2 + along * s1 * s2;
  perRot2[2] = -up * c1 * c2 - along * c1 * s2;
}

/**
 * The direction of the beam as seen from an arm turned about an axis through the sample.
 *
 * @param angle  of the arm, rad
 * @param azimuth  of the axis about the beam, rad: 0 is up (rows), 90° across (columns)
 * @param inclination  of the axis towards the beam, rad; 0 is an axis perpendicular to the beam
 * @param out  receives the direction; the others its derivatives
 */
export function beamFromArm(
  angle: number,
  azimuth: number,
  inclination: number,
  out: Float64Array,
  perAngle: Float64Array,
  perAzimuth: Float64Array,
  perInclination: Float64Array,
): void {
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const [sa, ca] = [Math.sin(azimuth), Math.cos(azimuth)];
  const [si, ci] = [Math.sin(inclination), Math.cos(inclination)];
  const bend = 1 - cosine;
  // Rodrigues' rotation of (0, 0, 1) by −angle about n = (ci·ca, ci·sa, si).
  const [n1, n2] = [ci * ca, ci * sa];
  out[0] = -n2 * sine + n1 * si * bend;
  out[1] = n1 * sine + n2 * si * bend;
  out[2] = cosine + si * si * bend;
  perAngle[0] = -n2 * cosine + n1 * si * sine;
  perAngle[1] = n1 * cosine + n2 * si * sine;
  perAngle[2] = -sine + si * si * sine;
  perAzimuth[0] = -n1 * sine - n2 * si * bend;
  perAzimuth[1] = -n2 * sine + n1 * si * bend;
  perAzimuth[2] = 0;
  // ∂n = (−si·ca, −si·sa, ci)
  const square = ci * ci - si * si;
  perInclination[0] = si * sa * sine + ca * square * bend;
  perInclination[1] = -si * ca * sine + sa * square * bend;
  perInclination[2] = 2 * si * ci * bend;
}
