import type { Dataset, Entity, File, Group, Metadata } from 'h5wasm/node';
import { noticeHdf5Failure, type Hdf5Library } from './hdf5-library.ts';
import { readHdf5Values, type Hdf5Values } from './hdf5-values.ts';

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
  /** An attribute, or the dataset itself with ''; undefined where there is none or it is damaged. */
  values(path: string, attribute: string): Hdf5Values | undefined;
  hasAttribute(path: string, attribute: string): boolean;
}

const MAX_DEPTH = 12;
const MAX_OBJECTS = 20_000;

/**
 * Walks through groups and links. What is damaged is left out. Links may form loops: a group that lies inside itself
 * is not entered again, depth and number of objects are bounded.
 */
export function readHdf5Tree(library: Hdf5Library, file: File): Hdf5Tree {
  const { Module } = library;
  const groups = new Map<string, TreeGroup>();
  const datasets = new Map<string, TreeDataset>();
  const brokenLinks = new Map<string, string>();
  let objects = 0;

  const hasAttribute = (path: string, attribute: string): boolean =>
    attempt(() => Module.get_attribute_names(file.file_id, path).includes(attribute)) ?? false;
  const values = (path: string, attribute: string): Hdf5Values | undefined => {
    const metadata = attribute === '' ? datasets.get(path)?.metadata : undefined;
    if (attribute === '' ? !metadata : !hasAttribute(path, attribute)) return undefined;
    return attempt(() =>
      readHdf5Values(
        library,
        file.file_id,
        path,
        attribute,
        metadata ?? Module.get_attribute_metadata(file.file_id, path, attribute),
      ),
    );
  };
  const text = (path: string, attribute: string): string | undefined => {
    const first = values(path, attribute)?.[0];
    return typeof first === 'string' ? first : undefined;
  };

  const visit = (group: Group, path: string, parents: readonly string[], depth: number): void => {
    // An address belongs to one file: behind an external link the parents do not count.
    const above = isExternal(file, path) ? [] : parents;
    const address = attempt(() => String(group.create_reference().ref_data)) ?? path;
    if (above.includes(address)) return;
    const chain = [...above, address];
    const name = path || '/';
    groups.set(name, {
      path: name,
      nxClass: text(name, 'NX_class') ?? '',
      signal: text(name, 'signal'),
      default: text(name, 'default'),
    });
    if (depth >= MAX_DEPTH) return;
    for (const key of attempt(() => group.keys()) ?? []) {
      if (++objects > MAX_OBJECTS) return;
      const childPath = `${path}/${key}`;
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
  return { groups, datasets, brokenLinks, values, hasAttribute };
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

/** What `read` gives, undefined where the library fails: one damaged object must not hide the others. */
export function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (cause) {
    noticeHdf5Failure(cause);
    return undefined;
  }
}
