import { describe, expect, it } from 'vitest';
import { parseCif } from '../../src-shared/format/cif-file.ts';
import { cifNumber } from '../../src-shared/format/cif-tokens.ts';
import { parseJcpds } from '../../src-shared/format/jcpds-file.ts';
import { parseSymmetryOperation } from '../../src-shared/format/symmetry-operation.ts';
import { FormatError } from '../../src-shared/model/app-error.ts';

const CIF = `#  made for this test
data_ceria
_chemical_name_mineral  'Cerianite (Ce)'
_publ_section_title
;
 A title with _cell_length_a 9.9 in it
;
_cell_length_a   5.4116(2)
_cell_length_b   5.4116(2)
_cell_length_c   5.4116(2)
_cell_angle_alpha 90
_cell_angle_beta  90.
_cell_angle_gamma 90
_symmetry_space_group_name_H-M 'F m -3 m'
loop_
_symmetry_equiv_pos_as_xyz
 'x, y, z'
 '-y, x-y, z+1/3'
loop_
_atom_site_label
_atom_site_fract_x
_atom_site_fract_y
_atom_site_fract_z
_atom_site_occupancy
Ce1 0 0 0 1
O1' 0.25(1) 0.25 0.25 0.5 # half full
`;

describe('parseCif', () => {
  it('reads cell, operations and atoms', () => {
    const file = parseCif('ceria.cif', CIF);
    expect(file.label).toBe('Cerianite (Ce)');
    expect(file.cell).toEqual({ a: 5.4116, b: 5.4116, c: 5.4116, alpha: 90, beta: 90, gamma: 90 });
    expect(file.centring).toBe('F');
    expect(file.operations[1]).toEqual({ rotation: [0, -1, 0, 1, -1, 0, 0, 0, 1], translation: [0, 0, 1 / 3] });
    expect(file.atoms).toEqual([
      { electrons: 58, x: 0, y: 0, z: 0 },
      { electrons: 4, x: 0.25, y: 0.25, z: 0.25 },
    ]);
    expect(file.warnings).toEqual([]);
  });

  it('takes what is missing from the symmetry, and says so', () => {
    const file = parseCif(
      'zno.cif',
      "data_x\n_cell_length_a 3.25\n_cell_length_c 5.2\n_space_group_IT_number 186\n_symmetry_space_group_name_H-M 'P 63 m c'",
    );
    expect(file.cell).toEqual({ a: 3.25, b: 3.25, c: 5.2, alpha: 90, beta: 90, gamma: 120 });
    expect(file.warnings).toEqual([
      'zno.cif leaves out b, alpha, beta, gamma of the cell: taken from its symmetry.',
      'zno.cif lists no symmetry operations: only the lines that the centring P forbids are left out.',
    ]);
  });

  it('names the side that is missing', () => {
    expect(() => parseCif('x.cif', 'data_x\n_cell_length_a 5\n_cell_length_b ?')).toThrow(
      'x.cif has no number for _cell_length_b: a cell needs a, b and c in Å.',
    );
    expect(() => parseCif('x.cif', 'some text')).toThrow('x.cif has no _cell_length_a');
    expect(() => parseCif('x.cif', CIF.replace('_cell_angle_alpha 90', '_cell_angle_alpha 190'))).toThrow(
      'no cell can have',
    );
  });

  it('is a sentence or a structure wherever the file ends', () => {
    const read = new Set<string>();
    for (let length = 0; length <= CIF.length; length++)
      try {
        read.add(`${parseCif('x.cif', CIF.slice(0, length)).cell.a > 0}`);
      } catch (cause) {
        expect(cause).toBeInstanceOf(FormatError);
        expect((cause as FormatError).message).toMatch(/^x\.cif has [^\n]*\.$/);
        read.add('refused');
      }
    expect([...read].sort()).toEqual(['refused', 'true']);
  });

  it('takes a line of quotes that never end for what it is, at once', () => {
    const text = `data_x\n${"'a ".repeat(200_000)}\n_cell_length_a 5 _cell_length_b 5 _cell_length_c 'O2'' # 'end'`;
    expect(() => parseCif('x.cif', text)).toThrow('x.cif has no number for _cell_length_c');
  }, 10_000);

  it('knows uncertainties and signs of absence', () => {
    expect([cifNumber('5.4116(2)'), cifNumber('?'), cifNumber('.'), cifNumber('-.5')]).toEqual([
      5.4116,
      undefined,
      undefined,
      -0.5,
    ]);
  });
});

describe('parseSymmetryOperation', () => {
  it('reads signs, fractions on either side, and decimals', () => {
    expect(parseSymmetryOperation('1/2+x, -z, 0.25 - y')).toEqual({
      rotation: [1, 0, 0, 0, 0, -1, 0, -1, 0],
      translation: [0.5, 0, 0.25],
    });
  });
  it('is undefined for anything else', () => {
    expect(['x,y', 'x,y,w', 'x;y;z', ''].map(parseSymmetryOperation)).toEqual(Array(4).fill(undefined));
  });
});

const JCPDS = `VERSION:   4
COMMENT: Alumina
K0:       194.000
K0P:        5.000
SYMMETRY: HEXAGONAL
A:      4.758
C:      12.991
ALPHAT:  2.0e-6
DIHKL:   2.5508     92    1    0    4
DIHKL:   3.4790     75    0    1    2
`;

describe('parseJcpds', () => {
  it('reads equation, cell and lines by decreasing d', () => {
    const file = parseJcpds('alumina.jcpds', JCPDS);
    expect(file.label).toBe('Alumina');
    expect(file.equation).toEqual({ k0: 194, k0Prime: 5, dK0dT: 0, dK0PrimedT: 0, alpha: 2e-6, dAlphadT: 0 });
    expect(file.cell).toEqual({ a: 4.758, b: 4.758, c: 12.991, alpha: 90, beta: 90, gamma: 120 });
    expect(file.lines[0]).toEqual({ dSpacing: 3.479, intensity: 75, hkl: '0 1 2' });
    expect(file.warnings).toEqual([]);
  });

  it('draws what it can without a bulk modulus or a cell, and says so', () => {
    const file = parseJcpds('x.jcpds', 'VERSION: 4\nDIHKL: 2.5 100');
    expect(file.cell).toBeNull();
    expect(file.lines).toEqual([{ dSpacing: 2.5, intensity: 100, hkl: '' }]);
    expect(file.warnings).toEqual(['x.jcpds has no bulk modulus K0: its lines do not move with pressure.']);
  });

  it('is a sentence or some lines wherever the file ends', () => {
    let refused = 0;
    for (let length = 0; length < JCPDS.length; length++)
      try {
        expect(parseJcpds('x.jcpds', JCPDS.slice(0, length)).lines.length).toBeGreaterThan(0);
      } catch (cause) {
        expect(cause).toBeInstanceOf(FormatError);
        refused++;
      }
    expect(refused).toBeGreaterThan(50);
  });

  it('refuses files of another version and lines that are none', () => {
    expect(() => parseJcpds('old.jcpds', '2\nGold\n1 166 5.8')).toThrow('old.jcpds is no JCPDS file:');
    expect(() => parseJcpds('x.jcpds', 'VERSION: 4\nDIHKL: two 100')).toThrow('Line 2 of x.jcpds is "DIHKL: two 100"');
  });
});
