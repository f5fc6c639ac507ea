import { useNoticeStore } from '../../session/notice-store.ts';
import { useDocumentStore } from '../../session/document-store.ts';
import { folderOfRef } from '../../session/session-document.ts';
import { useSetupStore } from '../../session/setup-store.ts';
import { useShellStore } from '../../shell/shell-store.ts';
import type { TreeActions } from '../../tree/tree-actions.ts';
import { AppError } from '../../../src-shared/model/app-error.ts';
import type { FileRef } from '../../../src-shared/rpc/contract.ts';
import { defaultData } from '../../../src-shared/schema-tree/default-data.ts';
import {
  freeName,
  withEntry,
  withEntryMoved,
  withName,
  withoutValue,
  withValue,
} from '../../../src-shared/schema-tree/edit-data.ts';
import {
  isJsonObject,
  pathText,
  pointerOf,
  valueAt,
  type JsonPath,
  type JsonValue,
} from '../../../src-shared/schema-tree/json-value.ts';
import { resolveSchema } from '../../../src-shared/schema-tree/resolve-schema.ts';
import type { Schema } from '../../../src-shared/schema-tree/schema-node.ts';
import { rootEntrySchema, type TreeRow } from '../../../src-shared/schema-tree/tree-rows.ts';
import { validateData } from '../../../src-shared/schema-tree/validate-data.ts';
import { pathFromFolder } from './path-from-folder.ts';

/** What the tree of the Setup workspace does to the file, each deed one step that can be taken back. */
export function useTreeActions(): TreeActions {
  const setup = useSetupStore();
  const documents = useDocumentStore();
  const notices = useNoticeStore();
  const shell = useShellStore();

  const data = (): JsonValue => setup.data ?? null;
  const nameOf = (row: TreeRow): string => pathText(row.path);

  /** Keys of the parent in the order of its schema, so that a new one stands where one looks for it. */
  function orderAround(path: JsonPath): string[] {
    const names = setup.rows.filter(
      (row) => row.path.length === path.length && pointerOf(row.path.slice(0, -1)) === pointerOf(path.slice(0, -1)),
    );
    return names.map(({ name }) => name);
  }

  function setValue(row: TreeRow, value: JsonValue, mergeKey = `setup:${row.id}`): void {
    setup.change(`${nameOf(row)} changed`, withValue(data(), row.path, value, orderAround(row.path)), mergeKey);
  }

  function switchOn(row: TreeRow): void {
    const value = defaultData(setup.schemas, row.schema);
    setup.change(`${nameOf(row)} added`, withValue(data(), row.path, value, orderAround(row.path)));
  }

  function remove(row: TreeRow): void {
    setup.change(`${nameOf(row)} removed`, withoutValue(data(), row.path));
    if (row.isContainer || row.role !== 'part')
      notices.show({ text: `${nameOf(row)} removed.`, actions: [{ label: 'Undo', run: () => void documents.undo() }] });
  }

  /** What two forms share keeps its values. */
  function chooseVariant(row: TreeRow, index: number): void {
    const variant = row.variants[index];
    if (!variant || index === row.variant) return;
    const fresh = defaultData(setup.schemas, variant.schema);
    let next = fresh;
    if (isJsonObject(fresh) && isJsonObject(row.value)) {
      const { node } = resolveSchema(setup.schemas, variant.schema, fresh);
      const kept = Object.entries(row.value).filter(([key, value]) => {
        const part = node.properties?.[key];
        return part !== undefined && validateData(setup.schemas, value, part).length === 0;
      });
      next = { ...fresh, ...Object.fromEntries(kept) };
    }
    setup.change(`${nameOf(row)} is ${variant.label}`, withValue(data(), row.path, next));
  }

  function addEntry(row: TreeRow): string | undefined {
    if (row.role === 'entry' && row.entrySchema === undefined) return addAfter(row);
    if (row.entrySchema === undefined) return undefined;
    const fresh = defaultData(setup.schemas, row.entrySchema);
    if (setup.collapsed.has(row.id)) setup.toggle(row.id);
    if (Array.isArray(row.value)) {
      const path = [...row.path, row.value.length];
      setup.change(`${pathText(path)} added`, withEntry(data(), row.path, row.value.length, fresh));
      return pointerOf(path);
    }
    const path = [...row.path, freeName(isJsonObject(row.value) ? row.value : {})];
    setup.change(`${pathText(path)} added`, withValue(data(), path, fresh));
    return pointerOf(path);
  }

  /** The root has no line of its own. */
  function entrySchemaAt(path: JsonPath): Schema | undefined {
    if (path.length === 0) return rootEntrySchema(setup.schemas, data());
    return setup.rows.find(({ id }) => id === pointerOf(path))?.entrySchema;
  }

  function addFirst(): string | undefined {
    const schema = entrySchemaAt([]);
    if (schema === undefined) return undefined;
    const fresh = defaultData(setup.schemas, schema);
    const path = [Array.isArray(data()) ? 0 : freeName({})];
    const next = Array.isArray(data()) ? withEntry(data(), [], 0, fresh) : withValue(data(), path, fresh);
    setup.change(`${pathText(path)} added`, next);
    return pointerOf(path);
  }

  function addAfter(row: TreeRow): string | undefined {
    const parentPath = row.path.slice(0, -1);
    const index = Number(row.path.at(-1)) + 1;
    const schema = entrySchemaAt(parentPath);
    if (schema === undefined || !Array.isArray(valueAt(data(), parentPath))) return undefined;
    const fresh = defaultData(setup.schemas, schema);
    const path = [...parentPath, index];
    setup.change(`${pathText(path)} added`, withEntry(data(), parentPath, index, fresh));
    return pointerOf(path);
  }

  function move(row: TreeRow, by: -1 | 1): string | undefined {
    const parentPath = row.path.slice(0, -1);
    const from = Number(row.path.at(-1));
    const next = withEntryMoved(data(), parentPath, from, from + by);
    if (next === data()) return undefined;
    setup.change(`${nameOf(row)} moved ${by < 0 ? 'up' : 'down'}`, next);
    return pointerOf([...parentPath, from + by]);
  }

  function rename(row: TreeRow, name: string): string | undefined {
    const parentPath = row.path.slice(0, -1);
    const parent = valueAt(data(), parentPath);
    if (isJsonObject(parent) && Object.hasOwn(parent, name)) {
      notices.show({ tone: 'bad', text: `There is a ${name} already: choose another name.` });
      return row.id;
    }
    setup.change(`${nameOf(row)} renamed`, withName(data(), row.path, name));
    return pointerOf([...parentPath, name]);
  }

  const report = (cause: unknown): void => {
    const error = AppError.from(cause);
    if (error.code !== 'cancelled') notices.show({ tone: 'bad', text: error.message });
  };

  async function choose(row: TreeRow, kinds: readonly ['mask', 'image'] | readonly ['directory']): Promise<void> {
    const folder = setup.file?.ref === undefined ? shell.lastDirectory : folderOfRef(setup.file.ref);
    const [ref] = await shell.pick({
      title: `Choose ${nameOf(row)}`,
      kinds,
      ...(folder === undefined ? {} : { directory: folder }),
    });
    if (ref === undefined) return;
    setValue(row, row.editor.kind === 'directory' ? folderValue(row, ref) : pathOf(ref));
  }

  /** Relative to the file that is edited, as people write it and as it can be copied with its folder. */
  function pathOf(ref: FileRef): string {
    return pathFromFolder(ref, setup.file?.ref === undefined ? undefined : folderOfRef(setup.file.ref));
  }

  function folderValue(row: TreeRow, ref: FileRef): JsonValue {
    const shown = row.value ?? row.fallback;
    const inside = ref.slice(ref.indexOf(':/') + 2);
    if (!Array.isArray(shown)) return pathOf(ref);
    return inside === '' ? ['.'] : inside.split('/');
  }

  return {
    setValue: (row, value) => setValue(row, value),
    switchOn,
    remove,
    chooseVariant,
    addEntry,
    canAddFirst: () => setup.data !== undefined && entrySchemaAt([]) !== undefined,
    addFirst,
    move,
    rename,
    toggle: (row) => setup.toggle(row.id),
    pickFile: (row) => void choose(row, ['mask', 'image']).catch(report),
    pickFolder: (row) => void choose(row, ['directory']).catch(report),
    judge: (row, value) => validateData(setup.schemas, value, row.schema)[0]?.message,
  };
}
