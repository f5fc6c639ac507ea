import type { PatternCurve } from '../model/pattern-curve.ts';

/** The lines of a text file, without their ends. */
export interface PatternLines {
  /** File name without folder. */
  readonly name: string;
  readonly lines: readonly string[];
}

/** One text format of a pattern. To add one: write `<id>-pattern-reader.ts`, add a line to the registry, add a test. */
export interface PatternReader {
  readonly id: string;
  readonly label: string;
  /** By content; the first reader that recognises a file reads it. */
  recognises(file: PatternLines): boolean;
  /** @throws FormatError  one sentence: what was found, in which line, and what was expected */
  read(file: PatternLines): PatternCurve;
}
