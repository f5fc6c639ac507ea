import type { JsonValue } from '../../src-shared/schema-tree/json-value.ts';
import type { TreeRow } from '../../src-shared/schema-tree/tree-rows.ts';

/** What can be done to the lines of a tree. The tree itself changes nothing. */
export interface TreeActions {
  readonly setValue: (row: TreeRow, value: JsonValue) => void;
  /** Puts a part in place that could be there. */
  readonly switchOn: (row: TreeRow) => void;
  readonly remove: (row: TreeRow) => void;
  readonly chooseVariant: (row: TreeRow, index: number) => void;
  /** Adds an entry to a list or group, or after an entry. @returns id of the new line */
  readonly addEntry: (row: TreeRow) => string | undefined;
  /** Whether an empty root can have entries. */
  readonly canAddFirst: () => boolean;
  /** @returns id of the first line */
  readonly addFirst: () => string | undefined;
  /** Moves an entry of a list. @returns id of its line afterwards */
  readonly move: (row: TreeRow, by: -1 | 1) => string | undefined;
  /** @returns id of the line under its new name */
  readonly rename: (row: TreeRow, name: string) => string | undefined;
  readonly toggle: (row: TreeRow) => void;
  readonly pickFile: (row: TreeRow) => void;
  readonly pickFolder: (row: TreeRow) => void;
  /** What is wrong with a value that is being typed. */
  readonly judge: (row: TreeRow, value: JsonValue) => string | undefined;
}
