import type { Calibrant, CrystalCalibrant } from './calibrant.ts';
import type { ReflectionConditions } from './reflection-conditions.ts';
import { cubic, hexagonal, monoclinic, tetragonal, type UnitCell } from './unit-cell.ts';

type Options = Pick<CrystalCalibrant, 'aliases' | 'skip' | 'only'>;

function crystal(
  id: string,
  label: string,
  reference: string,
  conditions: ReflectionConditions,
  cell: UnitCell,
  options: Options = {},
): CrystalCalibrant {
  return { kind: 'crystal', id, label, reference, conditions, cell, ...options };
}

const nist = (number: string): string => `NIST standard reference material ${number}, certificate, at 22.5 °C`;

/** PBBA has hundreds of lines; these are the strong ones down to 2.37 Å. Indices as in Ohkura et al. */
const PBBA_LINES = [
  ...['2 0 0', '3 1 0', '4 1 0', '0 0 1', '6 1 0', '2 0 1', '8 0 0', '4 0 1', '1 1 -1', '2 1 -1', '6 0 -1', '3 1 -1'],
  ...['8 1 0', '4 1 -1', '0 2 0', '2 2 0', '5 1 -1', '6 0 1', '4 1 1', '10 0 0', '6 1 -1', '4 2 0', '8 0 -1'],
  ...['6 1 1', '10 1 0', '8 1 -1', '10 0 -1', '11 1 0', '12 0 0', '9 1 -1', '0 2 1', '2 2 -1', '8 1 1', '2 2 1'],
];

/** Powders with known spacings. Lines are generated from the cell; a in Å. */
export const CALIBRANT_CATALOGUE: readonly Calibrant[] = [
  crystal('CeO2', 'Ceria CeO2 (SRM 674b)', nist('674b'), 'F', cubic(5.411651)),
  crystal('LaB6', 'Lanthanum hexaboride LaB6 (SRM 660c)', nist('660c'), 'P', cubic(4.156826), {
    aliases: ['LaB6_SRM660c'],
  }),
  crystal('LaB6_SRM660b', 'Lanthanum hexaboride LaB6 (SRM 660b)', nist('660b'), 'P', cubic(4.15689)),
  crystal('LaB6_SRM660a', 'Lanthanum hexaboride LaB6 (SRM 660a)', nist('660a'), 'P', cubic(4.1569162)),
  crystal('LaB6_SRM660', 'Lanthanum hexaboride LaB6 (SRM 660)', nist('660'), 'P', cubic(4.15695)),
  crystal('Si', 'Silicon (SRM 640c)', nist('640c'), 'diamond', cubic(5.4311946), { aliases: ['Si_SRM640c'] }),
  crystal('Si_SRM640', 'Silicon (SRM 640)', nist('640'), 'diamond', cubic(5.43088)),
  crystal('Si_SRM640a', 'Silicon (SRM 640a)', nist('640a'), 'diamond', cubic(5.430825)),
  crystal('Si_SRM640b', 'Silicon (SRM 640b)', nist('640b'), 'diamond', cubic(5.43094)),
  crystal('Si_SRM640d', 'Silicon (SRM 640d)', nist('640d'), 'diamond', cubic(5.43123)),
  crystal('Si_SRM640e', 'Silicon (SRM 640e)', nist('640e'), 'diamond', cubic(5.431179)),
  crystal('Si_SRM640f', 'Silicon (SRM 640f)', nist('640f'), 'diamond', cubic(5.431144)),
  crystal('alpha_Al2O3', 'Corundum α-Al2O3 (SRM 676a)', nist('676a'), 'R-3c', hexagonal(4.759091, 12.991779), {
    aliases: ['Al2O3', 'Al2O3_SRM676a', 'corundum'],
  }),
  crystal('Al2O3_SRM674', 'Corundum α-Al2O3 (SRM 674)', nist('674'), 'R-3c', hexagonal(4.75893, 12.9917)),
  crystal('Cr2O3', 'Eskolaite Cr2O3 (SRM 674b)', nist('674b'), 'R-3c', hexagonal(4.958979, 13.59592), {
    skip: ['2 1 7'],
  }),
  crystal('ZnO', 'Zincite ZnO (SRM 674b)', nist('674b'), 'P6_3mc', hexagonal(3.249897, 5.20653)),
  crystal('TiO2', 'Rutile TiO2 (SRM 674b)', nist('674b'), 'P4_2/mnm', tetragonal(4.593927, 2.958875), {
    aliases: ['rutile'],
  }),
  crystal(
    'AgBh',
    'Silver behenate',
    'Huang et al. (1993), doi:10.1107/S0021889892009762',
    'lamellar',
    tetragonal(1, 58.38),
    {
      aliases: ['silver behenate', 'AgBeh'],
    },
  ),
  crystal(
    'C14H30O',
    'Tetradecan-1-ol',
    'Brindley (1981), Clays Clay Miner. 29, 67',
    'lamellar',
    tetragonal(1, 39.681),
    {
      aliases: ['tetradecanol'],
    },
  ),
  crystal(
    'PBBA',
    'para-Bromobenzoic acid',
    'Ohkura, Kashino & Haisa (1972), Bull. Chem. Soc. Jpn 45, 2651',
    'P2_1/a',
    monoclinic(29.59, 6.15, 3.98, 95.5),
    { only: PBBA_LINES },
  ),
  crystal('Ni', 'Nickel', 'Taylor (1950), J. Inst. Met. 77, 585', 'F', cubic(3.52387)),
  crystal('Au', 'Gold', 'Maeland & Flanagan (1964), Can. J. Phys. 42, 2364', 'F', cubic(4.0782)),
  crystal('Pt', 'Platinum', 'Wyckoff (1963), Crystal Structures 1', 'F', cubic(3.9231)),
  crystal('Al', 'Aluminium', 'Witt (1967), Z. Naturforsch. A 22, 92', 'F', cubic(4.0495)),
  crystal('Cu', 'Copper', 'Wyckoff (1963), Crystal Structures 1', 'F', cubic(3.6149)),
  crystal('Ag', 'Silver', 'Wyckoff (1963), Crystal Structures 1', 'F', cubic(4.0862)),
  crystal('W', 'Tungsten', 'Wyckoff (1963), Crystal Structures 1', 'I', cubic(3.1652)),
  crystal('Fe', 'Iron α-Fe', 'Wyckoff (1963), Crystal Structures 1', 'I', cubic(2.8665), { aliases: ['alpha_Fe'] }),
  crystal('Mo', 'Molybdenum', 'Wyckoff (1963), Crystal Structures 1', 'I', cubic(3.147)),
  crystal('NaCl', 'Halite NaCl', 'Walker et al. (2004), Am. Mineral. 89, 204', 'F', cubic(5.6401), {
    aliases: ['halite'],
  }),
  crystal('MgO', 'Periclase MgO', 'Wyckoff (1963), Crystal Structures 1', 'F', cubic(4.2117), {
    aliases: ['periclase'],
  }),
  crystal('Y2O3', 'Yttria Y2O3', 'Wyckoff (1964), Crystal Structures 2', 'Ia-3', cubic(10.604)),
  crystal('Cu2O', 'Cuprite Cu2O', 'Kirfel & Eichhorn (1990), doi:10.1107/S0108767389012596', 'Pn-3m', cubic(4.2685), {
    // pyFAI offers this list under the name of another oxide.
    aliases: ['CuO', 'cuprite'],
    skip: ['2 1 1', '2 2 1', '3 1 0'], // scattered by oxygen alone
  }),
  crystal(
    'quartz',
    'Quartz α-SiO2',
    'Levien, Prewitt & Weidner (1980), Am. Mineral. 65, 920',
    'P3_221',
    hexagonal(4.916, 5.4054),
    { aliases: ['SiO2'], skip: ['0 0 3', '2 1 0', '3 0 0', '2 2 0', '2 2 1'] },
  ),
  crystal(
    'cristobalite',
    'Cristobalite SiO2',
    'Downs & Palmer (1994), Am. Mineral. 79, 9',
    'P4_12_12',
    tetragonal(4.9717, 6.9223),
    { aliases: ['cristobaltite'] },
  ),
];

const normalise = (name: string): string => name.toLowerCase().replace(/[\s_-]/g, '');

const BY_NAME = new Map<string, Calibrant>();
for (const calibrant of CALIBRANT_CATALOGUE)
  for (const name of [calibrant.id, calibrant.label, ...(calibrant.aliases ?? [])])
    BY_NAME.set(normalise(name), calibrant);

/** The calibrant with this id or alias, whatever the case; undefined if there is none. */
export function findCalibrant(name: string): Calibrant | undefined {
  return BY_NAME.get(normalise(name));
}
