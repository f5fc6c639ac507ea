import { parseNumber } from '../control/number-text.ts';
import type { JsonValue } from '../../src-shared/schema-tree/json-value.ts';
import type { RowEditor } from '../../src-shared/schema-tree/row-editor.ts';

export type TypedValue = { readonly value: JsonValue } | { readonly complaint: string };

/** What typed text means to an editor. Numbers may have a decimal comma; other values are JSON, or text if it is none. */
export function valueOfText(editor: RowEditor, text: string): TypedValue {
  if (editor.kind === 'number') {
    const value = parseNumber(text);
    if (value !== undefined) return { value };
    return { complaint: text.trim() === '' ? 'A number is needed.' : `"${text}" is not a number.` };
  }
  if (editor.kind !== 'json') return { value: text };
  const number = parseNumber(text);
  if (number !== undefined) return { value: number };
  try {
    return { value: JSON.parse(text) as JsonValue };
  } catch {
    return { value: text };
  }
}

/** The value as it stands in a field: every digit of a number, text without its quotes. */
export function textOfValue(value: JsonValue | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
