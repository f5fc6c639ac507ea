/** An atom of the primitive cell, in fractions of the axes of the conventional one. */
export interface Atom {
  readonly electrons: number;
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

const at = (electrons: number, ...places: readonly (readonly [number, number, number])[]): Atom[] =>
  places.map(([x, y, z]) => ({ electrons, x, y, z }));

const ORIGIN = [0, 0, 0] as const;
const element = (electrons: number): Atom[] => at(electrons, ORIGIN);
const rockSalt = (metal: number, other: number): Atom[] => [...at(metal, ORIGIN), ...at(other, [0.5, 0.5, 0.5])];
const diamond = at(14, ORIGIN, [0.25, 0.25, 0.25]);

/** R-3c, hexagonal axes: metal at (0, 0, z), oxygen at (x, 0, ¼) */
function corundum(metal: number, z: number, x: number): Atom[] {
  return [
    ...at(metal, [0, 0, z], [0, 0, 0.5 - z], [0, 0, -z], [0, 0, 0.5 + z]),
    ...at(8, [x, 0, 0.25], [0, x, 0.25], [-x, -x, 0.25], [-x, 0, 0.75], [0, -x, 0.75], [x, x, 0.75]),
  ];
}

const BORON = 0.1997;
const RUTILE = 0.3053;
const ZINCITE = 0.3821;

/** Source: Wyckoff (1963–1964), Crystal Structures 1–2; parameters of the positions as there, to three digits. */
const BASES: Readonly<Record<string, readonly Atom[]>> = {
  CeO2: [...at(58, ORIGIN), ...at(8, [0.25, 0.25, 0.25], [0.75, 0.75, 0.75])],
  LaB6: [
    ...at(57, ORIGIN),
    ...at(5, [BORON, 0.5, 0.5], [0.5, BORON, 0.5], [0.5, 0.5, BORON]),
    ...at(5, [-BORON, 0.5, 0.5], [0.5, -BORON, 0.5], [0.5, 0.5, -BORON]),
  ],
  Si: diamond,
  alpha_Al2O3: corundum(13, 0.3522, 0.3063),
  Al2O3_SRM674: corundum(13, 0.3522, 0.3063),
  Cr2O3: corundum(24, 0.3475, 0.3058),
  ZnO: [
    ...at(30, [1 / 3, 2 / 3, 0], [2 / 3, 1 / 3, 0.5]),
    ...at(8, [1 / 3, 2 / 3, ZINCITE], [2 / 3, 1 / 3, 0.5 + ZINCITE]),
  ],
  TiO2: [
    ...at(22, ORIGIN, [0.5, 0.5, 0.5]),
    ...at(8, [RUTILE, RUTILE, 0], [-RUTILE, -RUTILE, 0]),
    ...at(8, [0.5 + RUTILE, 0.5 - RUTILE, 0.5], [0.5 - RUTILE, 0.5 + RUTILE, 0.5]),
  ],
  Cu2O: [
    ...at(29, ORIGIN, [0.5, 0.5, 0], [0.5, 0, 0.5], [0, 0.5, 0.5]),
    ...at(8, [0.25, 0.25, 0.25], [0.75, 0.75, 0.75]),
  ],
  NaCl: rockSalt(11, 17),
  MgO: rockSalt(12, 8),
  Ni: element(28),
  Au: element(79),
  Pt: element(78),
  Al: element(13),
  Cu: element(29),
  Ag: element(47),
  W: element(74),
  Fe: element(26),
  Mo: element(42),
};

/** Atoms of a calibrant of the catalogue; null where they are not known here. */
export function basisOf(calibrantId: string): readonly Atom[] | null {
  return BASES[calibrantId] ?? BASES[calibrantId.replace(/_SRM.*$/, '')] ?? null;
}
