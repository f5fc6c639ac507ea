import type { Dataset, Entity, File, Group, Metadata } from 'h5wasm/node';

/** A dataset found in a file. */
export interface TreeDataset {
  readonly path: string;
  readonly shape: readonly number[];
  readonly metadata: Metadata;
}

export interface TreeGroup {
  readonly path: string;
  /** NeXus class, '' where it has none. */
  readonly nxClass: string;
  readonly signal: string | undefined;
  readonly default: string | undefined;
}

/** Everything in a file that can matter for an image. */
export interface Hdf5Tree {
  readonly groups: ReadonlyMap<string, TreeGroup>;
  readonly datasets: ReadonlyMap<string, TreeDataset>;
  /** External links that lead nowhere: path → file name. */
  readonly brokenLinks: ReadonlyMap<string, string>;
}

const MAX_DEPTH = 12;
const MAX_OBJECTS = 20_000;

/**
 * Walks through groups and links. What is damaged is left out. Links may form loops: a group that lies inside itself
 * is not entered again, depth and number of objects are bounded.
 */
export function readHdf5Tree(file: File): Hdf5Tree {
  const groups = new Map<string, TreeGroup>();
  const datasets = new Map<string, TreeDataset>();
  const brokenLinks = new Map<string, string>();
  let objects = 0;

  const visit = (group: Group, path: string, parents: readonly string[], depth: number): void => {
    // An address belongs to one file: behind an external link the parents do not count.
    const above = isExternal(file, path) ? [] : parents;
    const address = attempt(() => String(group.create_reference().ref_data)) ?? path;
    if (above.includes(address)) return;
    const chain = [...above, address];
    groups.set(path || '/', describeGroup(group, path || '/'));
    if (depth >= MAX_DEPTH) return;
    for (const name of group.keys()) {
      if (++objects > MAX_OBJECTS) return;
      const childPath = `${path}/${name}`;
      const child = attempt(() => file.get(childPath));
      if (isGroup(child)) visit(child, childPath, chain, depth + 1);
      else if (isDataset(child)) {
        const metadata = attempt(() => child.metadata);
        if (metadata?.shape) datasets.set(childPath, { path: childPath, shape: metadata.shape.map(Number), metadata });
      } else if (kindOf(child) === 'ExternalLink' && child && 'filename' in child) {
        brokenLinks.set(childPath, child.filename);
      }
    }
  };
  visit(file, '', [], 0);
  return { groups, datasets, brokenLinks };
}

export function isGroup(entity: Entity | null | undefined): entity is Group {
  return kindOf(entity) === 'Group';
}

export function isDataset(entity: Entity | null | undefined): entity is Dataset {
  return kindOf(entity) === 'Dataset';
}

function isExternal(file: File, path: string): boolean {
  // the library answers with an empty object where there is no such link
  const link: { filename?: string } | undefined = path === '' ? undefined : attempt(() => file.get_external_link(path));
  return link?.filename !== undefined;
}

function kindOf(entity: Entity | null | undefined): string {
  return entity && 'type' in entity ? String(entity.type) : '';
}

function describeGroup(group: Group, path: string): TreeGroup {
  const names = new Set(attempt(() => Object.keys(group.attrs)) ?? []);
  const text = (name: string) =>
    names.has(name) ? textOf(attempt(() => group.get_attribute(name, false))) : undefined;
  return { path, nxClass: text('NX_class') ?? '', signal: text('signal'), default: text('default') };
}

/** Text of an attribute or dataset, of one string or an array of them. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value.replace(/\0[\s\S]*$/, '').trim();
  if (Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string'))
    return value.map((item: string) => item.trim()).join(', ');
  return undefined;
}

/** What `read` gives, undefined where the library fails: one damaged object must not hide the others. */
export function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
