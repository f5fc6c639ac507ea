import { readColumns } from './columns-pattern-reader.ts';
import type { PatternReader } from './pattern-reader.ts';

const HEADER_LINES = 60;

/** What pyFAI's integrate1d writes, and PDFstream and Dioptas after it: a commented header, then columns. */
export const pyfaiPatternReader: PatternReader = {
  id: 'pyfai',
  label: 'pyFAI .chi, .dat or .xy with header',
  recognises: ({ lines }) => lines.slice(0, HEADER_LINES).some((line) => /^#.*pyFAI/i.test(line)),
  read: (file) => readColumns(file, 'pyfai', wavelengthOf(file.lines)),
};

/** "# Wavelength: 3.2e-11 m"; old versions left out the unit, new ones write JSON. */
function wavelengthOf(lines: readonly string[]): number | undefined {
  for (const line of lines.slice(0, HEADER_LINES)) {
    const [, text = ''] = /^#.*wavelength"?\s*:\s*([\d.eE+-]+)/i.exec(line) ?? [];
    const value = Number(text);
    if (text !== '' && value > 0 && value < 1e-6) return value;
  }
  return undefined;
}
