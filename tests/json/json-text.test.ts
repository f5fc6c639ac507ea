import { describe, expect, it } from 'vitest';
import { JsonTextError, parseJsonText, valueOf } from '../../src-shared/json/json-text.ts';
import { formatPythonJson, formatPythonJsonFloat } from '../../src-shared/format/python-json.ts';
import { updateJsonText } from '../../src-shared/json/update-json-text.ts';

function errorOf(text: string): JsonTextError {
  try {
    parseJsonText(text);
  } catch (cause) {
    if (cause instanceof JsonTextError) return cause;
    throw cause;
  }
  throw new Error(`${text} was accepted`);
}

describe('parseJsonText', () => {
  it('gives what JSON.parse gives', () => {
    const text = '\uFEFF {"a": [1, -2.5e3, true, null, "\\u00e9\\n"], "": {}, "__proto__": [[]]} ';
    expect(valueOf(parseJsonText(text))).toEqual(JSON.parse(text.slice(1)));
    expect(Object.keys(valueOf(parseJsonText(text)) as object)).toContain('__proto__');
  });

  it('says line and column of what is wrong', () => {
    expect(errorOf('{\n  "a": 1,\n  "b" 2\n}')).toMatchObject({ line: 3, column: 7 });
    expect(errorOf('{"a": 1,}').message).toBe('Line 1, column 9: there is a comma before "}": remove it.');
    expect(errorOf('{"a": 1').message).toBe(
      'Line 1, column 8: a comma or "}" was expected, found the end of the text.',
    );
    expect(errorOf('{"a": 01}')).toMatchObject({ line: 1, column: 8 });
    expect(errorOf('{"a": NaN}').message).toContain('a value was expected, found "NaN}"');
    expect(errorOf('{"a": 1, "a": 2}').message).toContain('the key "a" is here for the second time');
    expect(errorOf('"a\nb"')).toMatchObject({ line: 1, column: 1 });
    expect(errorOf('[1] 2')).toMatchObject({ line: 1, column: 5 });
    expect(errorOf('['.repeat(600)).message).toContain('500 brackets');
    expect(errorOf('')).toMatchObject({ line: 1, column: 1 });
  });

  it('reads the numbers JSON does not have only where asked to', () => {
    expect(valueOf(parseJsonText('[NaN, -Infinity]', { nonFinite: true }))).toEqual([NaN, -Infinity]);
  });
});

describe('formatPythonJson', () => {
  // Each right side is what CPython 3.11 prints: json.dumps(json.loads(left)).
  it.each([
    ['[1, 1.0, 1e3, 1.50, 1e-5, 0.0001, 1e16, 123456789012345678, -0, -0.0]', '[1, 1.0, 1000.0, 1.5, 1e-05, 0.0001, 1e+16, 123456789012345678, 0, -0.0]'], // prettier-ignore
    ['{"b":"é\u007f😀\\b","a":[]}', '{"b": "\\u00e9\\u007f\\ud83d\\ude00\\b", "a": []}'],
    ['[true,null,{}]', '[true, null, {}]'],
  ])('writes %s as Python does', (text, expected) => {
    expect(formatPythonJson(parseJsonText(text))).toBe(expected);
  });

  it('sorts keys by code point where asked to', () => {
    const node = parseJsonText('{"b": 1, "\uFFFD": 2, "😀": 3, "B": {"z": 1, "a": 2}}');
    expect(formatPythonJson(node, { sortKeys: true })).toBe(
      '{"B": {"a": 2, "z": 1}, "b": 1, "\\ufffd": 2, "\\ud83d\\ude00": 3}',
    );
  });

  it('writes floats as repr does', () => {
    expect([1, 1e22, 1.5e-7, 0.00012, 123456.789, -2, NaN].map(formatPythonJsonFloat)).toEqual([
      '1.0',
      '1e+22',
      '1.5e-07',
      '0.00012',
      '123456.789',
      '-2.0',
      'NaN',
    ]);
  });
});

describe('updateJsonText', () => {
  const text = `{
    "a": 172.0,
    "b": [ 1.50,2 ],
    "list": [
        {"x": 1.0},
        {"x": 2.0}],
    "c": {}
}
`;

  it('returns the same text for the same value', () => {
    expect(updateJsonText(text, JSON.parse(text))).toBe(text);
  });

  it('changes one number and nothing else', () => {
    const value = JSON.parse(text) as { b: number[] };
    value.b[1] = 3.25;
    expect(updateJsonText(text, value)).toBe(text.replace('1.50,2 ', '1.50,3.25 '));
  });

  it('keeps the text of what only moved, and writes what is new in the file’s layout', () => {
    const value = { a: 172, b: [1.5, 2], list: [{ x: 2 }, { x: 3 }, { x: 1 }], c: { d: [1] } };
    expect(updateJsonText(text, value)).toBe(`{
    "a": 172.0,
    "b": [ 1.50,2 ],
    "list": [
        {"x": 2.0},
        {
            "x": 3
        },
        {"x": 1.0}
    ],
    "c": {
        "d": [
            1
        ]
    }
}
`);
  });

  it('drops and adds keys where they belong', () => {
    const { a, list, c } = JSON.parse(text) as Record<string, unknown>;
    expect(updateJsonText(text, { a, n: true, list, c })).toBe(
      text.replace('    "b": [ 1.50,2 ],\n', '    "n": true,\n'),
    );
    expect(updateJsonText('{"a": 1.0}', { a: 1, b: { c: [1, 2] } })).toBe('{"a": 1.0, "b": {"c": [1, 2]}}');
  });
});
