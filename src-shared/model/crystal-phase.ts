/** Lines of a crystalline phase, as they are drawn in a pattern. */
export interface CrystalPhase {
  /** For people: what the file calls it, else its name. */
  readonly label: string;
  readonly formatId: 'cif' | 'jcpds';
  /** Whether pressure and temperature move the lines. */
  readonly hasEquation: boolean;
  /** Volume of the cell, Å³; null where there is no cell */
  readonly volume: number | null;
  /** By decreasing d. */
  readonly lines: readonly PhaseLine[];
  /** One sentence each. */
  readonly warnings: readonly string[];
}

export interface PhaseLine {
  /** Å */
  readonly dSpacing: number;
  /** "1 1 1"; "" where unknown */
  readonly hkl: string;
  /** Relative to the strongest line; null where it is not known */
  readonly intensity: number | null;
}
