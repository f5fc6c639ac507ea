const SYMBOLS =
  'H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U Np Pu Am Cm'.split(
    ' ',
  );
const NUMBERS = new Map(SYMBOLS.map((symbol, index) => [symbol, index + 1]));
NUMBERS.set('D', 1);

/** Electrons of the neutral atom: "Ce4+", "O1" and "FE2" are Ce, O and Fe; undefined where no element is named. */
export function electronsOf(label: string): number | undefined {
  const letters = /^[A-Za-z]{1,2}/.exec(label.trim())?.[0] ?? '';
  const symbol = letters.charAt(0).toUpperCase() + letters.slice(1).toLowerCase();
  return NUMBERS.get(symbol) ?? NUMBERS.get(symbol.charAt(0));
}
