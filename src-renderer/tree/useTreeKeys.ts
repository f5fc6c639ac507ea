import type { Ref } from 'vue';
import type { TreeRow } from '../../src-shared/schema-tree/tree-rows.ts';
import type { TreeActions } from './tree-actions.ts';

export interface TreeKeysOptions {
  readonly rows: () => readonly TreeRow[];
  readonly activeId: Ref<string | undefined>;
  readonly isReadonly: () => boolean;
  readonly actions: TreeActions;
  /** Lines that are seen at a time. */
  readonly pageLength: () => number;
  readonly focusRow: (id: string | undefined) => void;
  /** Puts the focus into the editor of a line. @returns whether it has one */
  readonly focusEditor: (id: string) => Promise<boolean>;
  readonly startRenaming: (id: string) => void;
}

/** The keys of a tree of editors: arrows walk, Enter edits, Escape comes back, Insert adds, Delete removes, F4 chooses. */
export function useTreeKeys(options: TreeKeysOptions) {
  const { rows, activeId, actions, focusRow } = options;
  const indexOf = (id: string | undefined): number => rows().findIndex((row) => row.id === id);

  function goTo(index: number): void {
    const row = rows()[Math.min(rows().length - 1, Math.max(0, index))];
    if (row) focusRow(row.id);
  }

  function parentOf(row: TreeRow): TreeRow | undefined {
    const all = rows();
    for (let i = indexOf(row.id) - 1; i >= 0; i--) if (all[i]!.level < row.level) return all[i];
    return undefined;
  }

  function neighbourAfterRemoval(row: TreeRow): string | undefined {
    if (row.role === 'part') return row.id; // the line stays, without its value
    const all = rows();
    const index = indexOf(row.id);
    const after = all.slice(index + 1).find(({ level }) => level <= row.level);
    // Entries after a removed one move up into its place.
    if (row.role === 'entry' && after?.level === row.level) return row.id;
    return after?.id ?? all[index - 1]?.id;
  }

  function remove(row: TreeRow): void {
    if (!row.isRemovable || options.isReadonly()) return;
    const next = neighbourAfterRemoval(row);
    actions.remove(row);
    focusRow(next);
  }

  function add(row: TreeRow): void {
    if (!options.isReadonly()) focusRow(actions.addEntry(row) ?? row.id);
  }

  function move(row: TreeRow, by: -1 | 1): void {
    if (row.role === 'entry' && !options.isReadonly()) focusRow(actions.move(row, by) ?? row.id);
  }

  async function open(row: TreeRow): Promise<void> {
    if (await options.focusEditor(row.id)) return;
    if (row.isContainer) actions.toggle(row);
  }

  /** Space switches what can be switched. */
  function switchRow(row: TreeRow): void {
    if (row.editor.kind === 'switch' && !row.isContainer && !options.isReadonly())
      actions.setValue(row, !((row.value ?? row.fallback) === true));
    else if (row.value === undefined && row.editor.kind === 'none' && !options.isReadonly()) actions.switchOn(row);
    else if (row.isContainer) actions.toggle(row);
  }

  function right(row: TreeRow): void {
    if (row.isContainer && !row.isExpanded) actions.toggle(row);
    else if (row.isContainer) goTo(indexOf(row.id) + 1);
  }

  function left(row: TreeRow): void {
    if (row.isContainer && row.isExpanded) actions.toggle(row);
    else focusRow(parentOf(row)?.id ?? row.id);
  }

  function typeAhead(letter: string, index: number): void {
    const all = rows();
    const ordered = [...all.slice(index + 1), ...all.slice(0, index + 1)];
    const found = ordered.find(({ name }) => name.toLowerCase().startsWith(letter.toLowerCase()));
    if (found) focusRow(found.id);
  }

  /** Tab in an editor takes the value and goes to the next editor. */
  async function tab(event: KeyboardEvent, by: -1 | 1): Promise<void> {
    const all = rows();
    for (let i = indexOf(activeId.value) + by; i >= 0 && i < all.length; i += by) {
      if (all[i]!.isContainer || all[i]!.editor.kind === 'none') continue;
      event.preventDefault();
      await options.focusEditor(all[i]!.id);
      return;
    }
  }

  /** @returns whether the line names a file or folder that can be chosen */
  function pick(row: TreeRow): boolean {
    if (options.isReadonly()) return false;
    if (row.editor.kind === 'file') actions.pickFile(row);
    else if (row.editor.kind === 'directory') actions.pickFolder(row);
    else return false;
    return true;
  }

  function onKeydown(event: KeyboardEvent): void {
    const row = rows()[indexOf(activeId.value)];
    if (!row) return;
    if (event.key === 'F4' && pick(row)) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    const target = event.target as HTMLElement;
    if (!target.hasAttribute('data-row')) return void onEditorKey(event, row);
    if (event.ctrlKey || event.metaKey) return;
    const index = indexOf(row.id);
    const page = options.pageLength();
    if (event.altKey) {
      if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
      move(row, event.key === 'ArrowUp' ? -1 : 1);
    } else {
      const deeds: Readonly<Record<string, () => void>> = {
        ArrowDown: () => goTo(index + 1),
        ArrowUp: () => goTo(index - 1),
        PageDown: () => goTo(index + page),
        PageUp: () => goTo(index - page),
        Home: () => goTo(0),
        End: () => goTo(rows().length - 1),
        ArrowRight: () => right(row),
        ArrowLeft: () => left(row),
        Enter: () => void open(row),
        ' ': () => switchRow(row),
        Insert: () => add(row),
        Delete: () => remove(row),
        F2: () => options.startRenaming(row.id),
      };
      const deed = deeds[event.key];
      if (deed) deed();
      else if (event.key.length === 1) typeAhead(event.key, index);
      else return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  /** Fields keep their own keys; what reaches here comes from them, from lists, switches and buttons. */
  function onEditorKey(event: KeyboardEvent, row: TreeRow): void {
    if (event.key === 'Tab') void tab(event, event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape') {
      focusRow(row.id);
      event.preventDefault();
      event.stopPropagation();
    } else if (!event.ctrlKey && !event.metaKey && !event.altKey) event.stopPropagation(); // arrows are the list's own
  }

  return { onKeydown, add, move, remove };
}
