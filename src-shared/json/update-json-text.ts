import { isSameJson } from './same-json.ts';
import { parseJsonText, valueOf, type JsonNode } from './json-text.ts';

interface Style {
  readonly text: string;
  /** One level of indentation; empty where the text stands on one line */
  readonly unit: string;
}

/**
 * Writes a changed value into the text it came from: whatever did not change stays as it was written, to the last blank
 * and digit, and what is new follows the indentation of its surroundings.
 *
 * @param text  JSON text
 * @param value  plain JSON value
 * @throws JsonTextError  if `text` is not JSON
 */
export function updateJsonText(text: string, value: unknown): string {
  const root = parseJsonText(text);
  const unit = /\n([ \t]+)\S/.exec(text.slice(root.start, root.end))?.[1] ?? '';
  return text.slice(0, root.start) + render(root, value, { text, unit }, '') + text.slice(root.end);
}

function render(node: JsonNode, value: unknown, style: Style, indent: string): string {
  if (node.kind === 'object' && isObject(value)) return renderObject(node, value, style, indent);
  if (node.kind === 'array' && Array.isArray(value)) return renderArray(node, value, style, indent);
  return isSameJson(valueOf(node), value) ? style.text.slice(node.start, node.end) : fresh(value, style, indent);
}

function renderObject(
  node: JsonNode & { kind: 'object' },
  value: Record<string, unknown>,
  style: Style,
  indent: string,
): string {
  const inner = indentInside(node, style, indent);
  const keys = Object.keys(value);
  const members = new Map(node.members.map((member) => [member.key, member]));
  if (keys.length === members.size && keys.every((key) => members.has(key)))
    return spliced(
      node,
      node.members.map((member) => [member.value, render(member.value, value[member.key], style, inner)]),
      style,
    );
  const entries = keys.map((key) => {
    const member = members.get(key);
    if (!member) return `${JSON.stringify(key)}: ${fresh(value[key], style, inner)}`;
    return style.text.slice(member.start, member.value.start) + render(member.value, value[key], style, inner);
  });
  return enclosed('{', entries, '}', node, style, indent);
}

function renderArray(
  node: JsonNode & { kind: 'array' },
  value: readonly unknown[],
  style: Style,
  indent: string,
): string {
  const inner = indentInside(node, style, indent);
  if (value.length === node.items.length)
    return spliced(
      node,
      node.items.map((item, index) => [item, render(item, value[index], style, inner)]),
      style,
    );
  // What only moved keeps its text; what remains is matched by position.
  const unused = new Set(node.items);
  const same = value.map((item) => {
    const found = [...unused].find((candidate) => isSameJson(valueOf(candidate), item));
    if (found) unused.delete(found);
    return found;
  });
  const entries = value.map((item, index) => {
    const from = same[index] ?? [node.items[index]].find((candidate) => candidate && unused.delete(candidate));
    return from ? render(from, item, style, inner) : fresh(item, style, inner);
  });
  return enclosed('[', entries, ']', node, style, indent);
}

/** The node's own text with its parts replaced. */
function spliced(node: JsonNode, parts: readonly (readonly [JsonNode, string])[], { text }: Style): string {
  let [result, at] = ['', node.start];
  for (const [part, replacement] of parts) {
    result += text.slice(at, part.start) + replacement;
    at = part.end;
  }
  return result + text.slice(at, node.end);
}

function enclosed(
  open: string,
  entries: readonly string[],
  close: string,
  node: JsonNode,
  style: Style,
  indent: string,
): string {
  if (entries.length === 0) return open + close;
  const own = style.text.slice(node.start, node.end);
  if (!style.unit || (!own.includes('\n') && /[^\s{}[\]]/.test(own))) return open + entries.join(', ') + close;
  const inner = indentInside(node, style, indent);
  return `${open}\n${entries.map((entry) => inner + entry).join(',\n')}\n${indent}${close}`;
}

/** Indentation of the first entry as written, or one level more than the surroundings. */
function indentInside(node: JsonNode, { text, unit }: Style, indent: string): string {
  return /^[{[][^\S\n]*\n([ \t]*)\S/.exec(text.slice(node.start, node.end))?.[1] ?? indent + unit;
}

function fresh(value: unknown, { unit }: Style, indent: string): string {
  if (unit) return JSON.stringify(value, null, unit).replaceAll('\n', `\n${indent}`);
  if (Array.isArray(value)) return `[${value.map((item) => fresh(item, { text: '', unit }, '')).join(', ')}]`;
  if (isObject(value))
    return `{${Object.entries(value)
      .map(([key, item]) => `${JSON.stringify(key)}: ${fresh(item, { text: '', unit }, '')}`)
      .join(', ')}}`;
  return JSON.stringify(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
