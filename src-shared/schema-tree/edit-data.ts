import { isJsonObject, valueAt, type JsonObject, type JsonPath, type JsonValue } from './json-value.ts';

/** Edits of JSON data. Each returns a new root that shares with the old one whatever did not change. */

/** Puts a value in place; a key that is new stands after those of `order` that come before it. */
export function withValue(root: JsonValue, path: JsonPath, value: JsonValue, order: readonly string[] = []): JsonValue {
  return changed(
    root,
    path,
    (parent, part) => {
      if (Array.isArray(parent)) return typeof part === 'number' ? parent.with(part, value) : parent;
      const key = String(part);
      if (Object.hasOwn(parent, key))
        return Object.fromEntries(entriesOf(parent).map(([name, old]) => [name, name === key ? value : old]));
      const before = new Set(order.slice(0, Math.max(0, order.indexOf(key))));
      const entries = entriesOf(parent);
      const after = order.includes(key) ? entries.findLastIndex(([name]) => before.has(name)) + 1 : entries.length;
      return Object.fromEntries(entries.toSpliced(after, 0, [key, value]));
    },
    value,
  );
}

export function withoutValue(root: JsonValue, path: JsonPath): JsonValue {
  return changed(root, path, (parent, part) => {
    if (Array.isArray(parent)) return parent.toSpliced(Number(part), 1);
    return Object.fromEntries(entriesOf(parent).filter(([name]) => name !== part));
  });
}

/** @param path  of the list */
export function withEntry(root: JsonValue, path: JsonPath, index: number, value: JsonValue): JsonValue {
  const list = valueAt(root, path);
  return Array.isArray(list) ? withValue(root, path, list.toSpliced(index, 0, value)) : root;
}

/** Moves an entry of a list; the others close up. Past either end nothing moves. */
export function withEntryMoved(root: JsonValue, path: JsonPath, from: number, to: number): JsonValue {
  const list = valueAt(root, path);
  if (!Array.isArray(list) || to < 0 || to >= list.length || from === to) return root;
  return withValue(root, path, list.toSpliced(from, 1).toSpliced(to, 0, list[from]!));
}

/** Gives a value another name; its place among the others is kept. A name that is taken changes nothing. */
export function withName(root: JsonValue, path: JsonPath, name: string): JsonValue {
  return changed(root, path, (parent, part) => {
    if (Array.isArray(parent) || Object.hasOwn(parent, name)) return parent;
    return Object.fromEntries(entriesOf(parent).map(([key, value]) => [key === part ? name : key, value]));
  });
}

/** A name that nothing in the group has: "new", "new 2", … */
export function freeName(group: JsonObject, wish = 'new'): string {
  let name = wish;
  for (let count = 2; Object.hasOwn(group, name); count++) name = `${wish} ${count}`;
  return name;
}

type Change = (parent: JsonValue[] | JsonObject, part: string | number) => JsonValue;

function changed(root: JsonValue, path: JsonPath, change: Change, atRoot: JsonValue = root): JsonValue {
  const [part, ...rest] = path;
  if (part === undefined) return atRoot;
  if (!Array.isArray(root) && !isJsonObject(root)) return root;
  if (rest.length === 0) return change(root, part);
  const inner = valueAt(root, [part]);
  if (inner === undefined) return root;
  const next = changed(inner, rest, change);
  return next === inner ? root : withValue(root, [part], next);
}

function entriesOf(group: JsonObject): [string, JsonValue][] {
  return Object.entries(group);
}
