import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import { JsonTextError, parseJsonText, valueOf } from '../../src-shared/json/json-text.ts';
import { updateJsonText } from '../../src-shared/json/update-json-text.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { EditedFile } from '../../src-shared/model/schema-types.generated.ts';
import type { FileRef, SetupProblem } from '../../src-shared/rpc/contract.ts';
import { defaultData } from '../../src-shared/schema-tree/default-data.ts';
import { valueAt, type JsonValue } from '../../src-shared/schema-tree/json-value.ts';
import type { SchemaNode } from '../../src-shared/schema-tree/schema-node.ts';
import { buildTreeRows } from '../../src-shared/schema-tree/tree-rows.ts';
import { validateData } from '../../src-shared/schema-tree/validate-data.ts';
import { useDocumentStore } from './document-store.ts';
import { useHostStore } from './host-store.ts';
import { usePreferencesStore } from './preferences-store.ts';
import { folderOfRef, nameOfRef } from './session-document.ts';
import { isSchema, kindById, kindOfData, OWN_SCHEMA, schemasOfKind, type SetupKind } from './setup-kinds.ts';

const CHECK_DELAY = 250; // ms after the last edit
const MOST_RECENT = 5;

/** The file that is edited as a tree and as text. Its text is what counts: the tree is made from it, and edits go into it. */
export const useSetupStore = defineStore('setup', () => {
  const documents = useDocumentStore();
  const host = useHostStore();
  const collapsed = shallowRef<ReadonlySet<string>>(new Set());
  const hostProblems = shallowRef<readonly SetupProblem[]>([]);
  /** What the host has looked at: a problem lasts until its value changes. */
  let checkedData: JsonValue | undefined;
  const isSaveOpen = shallowRef(false);

  const file = computed(() => documents.current.editedFile);
  const kind = computed(() => (file.value ? kindById(file.value.kind) : undefined));
  const ownSchema = computed(() => file.value?.schema as SchemaNode | undefined);
  const schemas = computed(() => schemasOfKind(kind.value, ownSchema.value));
  const parsed = computed((): { data?: JsonValue; error?: JsonTextError } => {
    if (!file.value) return {};
    try {
      return { data: valueOf(parseJsonText(file.value.text)) as JsonValue };
    } catch (cause) {
      if (cause instanceof JsonTextError) return { error: cause };
      throw cause;
    }
  });
  /** While the text is no JSON the tree shows what it was before. */
  const data = shallowRef<JsonValue>();
  watch(
    [parsed, () => file.value?.kind, () => file.value?.ref],
    ([now, id, ref], [, idBefore, refBefore]) => {
      if (now.data !== undefined) data.value = now.data;
      else if (!file.value || id !== idBefore || ref !== refBefore) data.value = undefined;
    },
    { immediate: true, flush: 'sync' },
  );

  function isStanding({ path }: SetupProblem): boolean {
    const [before, now] = [checkedData, data.value].map((root) => root !== undefined && valueAt(root, path));
    return JSON.stringify(before) === JSON.stringify(now);
  }

  const schemaIssues = computed(() => (data.value === undefined ? [] : validateData(schemas.value, data.value)));
  const issues = computed(() => [
    ...schemaIssues.value,
    ...hostProblems.value.filter(isStanding).map((problem) => ({ ...problem, keyword: 'host' })),
  ]);
  const rows = computed(() =>
    data.value === undefined
      ? []
      : buildTreeRows({
          schemas: schemas.value,
          data: data.value,
          issues: issues.value,
          collapsed: collapsed.value,
        }),
  );

  let timer: ReturnType<typeof setTimeout> | undefined;
  let checks = 0;
  watch(
    [() => file.value?.text, () => file.value?.ref, kind, () => host.connection],
    () => {
      clearTimeout(timer);
      const check = ++checks;
      const edited = file.value;
      if (!edited || !kind.value?.isCheckedByHost || parsed.value.error || schemaIssues.value.length > 0) {
        if (hostProblems.value.length > 0) hostProblems.value = []; // else the lines would be made twice
        return;
      }
      const looked = data.value;
      timer = setTimeout(() => {
        const folder = edited.ref === undefined ? {} : { folder: folderOfRef(edited.ref) };
        host.call('setup.check', { text: edited.text, ...folder }).then(
          ({ problems }) => {
            if (check !== checks) return;
            checkedData = looked;
            if (problems.length > 0 || hostProblems.value.length > 0) hostProblems.value = problems;
          },
          () => undefined, // a host that cannot be asked says nothing; the schema has been checked here
        );
      }, CHECK_DELAY);
    },
    { immediate: true },
  );

  function put(label: string, next: EditedFile | null, mergeKey?: string): void {
    documents.change(label, { editedFile: next }, mergeKey);
  }

  function start(label: string, next: EditedFile): void {
    collapsed.value = new Set();
    put(label, next);
  }

  function remember(ref: FileRef): void {
    const preferences = usePreferencesStore();
    const before = preferences.preferences.recentFiles ?? [];
    preferences.change({ recentFiles: [ref, ...before.filter((other) => other !== ref)].slice(0, MOST_RECENT) });
  }

  return {
    file,
    kind,
    schemas,
    data,
    rows,
    issues,
    collapsed,
    isSaveOpen,
    textError: computed(() => parsed.value.error),
    isModified: computed(() => file.value !== null && file.value.text !== file.value.savedText),
    recent: computed(() => usePreferencesStore().preferences.recentFiles ?? []),

    /** Takes edited data; whatever did not change keeps its text. */
    change(label: string, next: JsonValue, mergeKey?: string): void {
      const current = file.value;
      if (!current || parsed.value.error || next === data.value) return;
      put(label, { ...current, text: updateJsonText(current.text, next) }, mergeKey);
    },
    changeText(text: string): void {
      if (file.value && text !== file.value.text) put('Text edited', { ...file.value, text }, 'setup:text');
    },
    revert(): void {
      const current = file.value;
      if (current?.savedText !== undefined && current.savedText !== current.text)
        put('Back to the saved file', { ...current, text: current.savedText });
    },
    changeKind(next: SetupKind): void {
      const current = file.value;
      if (!current) return;
      const { name, text, ref, savedText } = current;
      put(`Edited as ${next.label}`, {
        kind: next.id,
        name,
        text,
        ...(ref === undefined ? {} : { ref }),
        ...(savedText === undefined ? {} : { savedText }),
      });
    },
    toggle(id: string): void {
      const next = new Set(collapsed.value);
      if (!next.delete(id)) next.add(id);
      collapsed.value = next;
    },

    startNew(next: SetupKind): void {
      const begun = defaultData(schemasOfKind(next));
      const text = textOf(next.complete?.(begun) ?? begun);
      start(`New ${next.label}`, { kind: next.id, name: next.fileName, text });
    },
    /** Opens a file of any kind; a schema opens as a new file of that schema. */
    async open(ref: FileRef): Promise<void> {
      const { name, text } = await host.call('setup.open', { ref });
      const found = dataOf(text);
      if (found !== undefined && isSchema(found)) {
        const schema = found as SchemaNode;
        const begun = textOf(defaultData(schemasOfKind(undefined, schema)));
        const title = (schema.title ?? name.replace(/(\.schema)?\.json$/i, '')).toLowerCase().replaceAll(/\W+/g, '-');
        start(`New file of ${name}`, { kind: OWN_SCHEMA, schema: { ...schema }, name: `${title}.json`, text: begun });
        return;
      }
      const current = file.value;
      // A schema that was chosen stays for the next file that no kind of the list knows.
      const known = found === undefined ? undefined : kindOfData(found);
      const own = current?.kind === OWN_SCHEMA && current.schema && (known === undefined || known.id === 'json');
      const id = known?.id ?? (/\.saxsconf$/i.test(name) ? 'saxsdog-calibration' : (current?.kind ?? 'json'));
      start(`${name} opened`, {
        ...(own ? { kind: OWN_SCHEMA, schema: current.schema! } : { kind: id }),
        name,
        text,
        savedText: text,
        ...(isKept(ref) ? { ref } : {}),
      });
      if (isKept(ref)) remember(ref);
    },
    /** @throws AppError  as setup.save */
    async save(target: { directory: FileRef; name: string; overwrite: boolean }) {
      const current = file.value;
      if (!current) throw new AppError('usage', 'No file is open in Setup: open one or begin a new one.');
      const saved = await host.call('setup.save', { ...target, text: current.text });
      const ref = saved.files[0]?.ref;
      if (ref === undefined) return saved;
      put('Saved', { ...current, savedText: current.text, ref, name: nameOfRef(ref) });
      remember(ref);
      return saved;
    },
  };
});

/** Files that were dropped are copies, which nobody would find again. */
function isKept(ref: FileRef): boolean {
  return !ref.startsWith('uploads:');
}

function dataOf(text: string): JsonValue | undefined {
  try {
    return valueOf(parseJsonText(text)) as JsonValue;
  } catch (cause) {
    if (cause instanceof JsonTextError) return undefined; // opened all the same, to be put right
    throw cause;
  }
}

function textOf(data: JsonValue): string {
  return `${JSON.stringify(data, null, 4)}\n`;
}
