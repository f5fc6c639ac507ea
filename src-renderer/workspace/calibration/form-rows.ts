/** One line of a geometry as another program writes it. */
export interface FormRow {
  readonly name: string;
  /** Numbers rounded for the eye; the text that is copied has all digits. */
  readonly value: string;
}

const DIGITS = 8;

/**
 * What a .poni, a Fit2D or a SAXSdog text says of the geometry, line by line, for a narrow column.
 *
 * @param form  that of calibration.format
 */
export function formRows(form: 'poni' | 'fit2d' | 'saxsdog', text: string): FormRow[] {
  if (form === 'saxsdog') {
    const { Geometry, Wavelength } = JSON.parse(text) as { Geometry?: object; Wavelength?: unknown };
    return [...leaves('', Geometry ?? {}), ...leaves('', { Wavelength })];
  }
  const separator = form === 'poni' ? ': ' : ' = ';
  return text
    .split('\n')
    .filter((line) => line.includes(separator) && !line.startsWith('#'))
    .map((line) => {
      const at = line.indexOf(separator);
      const name = line.slice(0, at).replace(/^INFO: (Refined )?/, '');
      return { name: name.charAt(0).toUpperCase() + name.slice(1), value: rounded(line.slice(at + separator.length)) };
    });
}

function leaves(name: string, value: unknown): FormRow[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return [{ name, value: value.map((one) => rounded(String(one))).join(', ') }];
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([key, inside]) => leaves(key, inside));
  return [{ name, value: rounded(String(value)) }];
}

/** Every number in a text to eight digits. */
function rounded(text: string): string {
  return text.replace(/-?\d+\.\d+(e[+-]?\d+)?/g, (number) => String(Number(Number(number).toPrecision(DIGITS))));
}
