/** One step that can be taken back: the whole state before and after it. States are immutable and share their parts. */
export interface HistoryEntry<State> {
  readonly label: string;
  readonly mergeKey: string | undefined;
  readonly time: number;
  readonly before: State;
  readonly after: State;
}

export interface UndoHistory<State> {
  readonly state: State;
  /** Oldest first. */
  readonly past: readonly HistoryEntry<State>[];
  /** Next to redo last. */
  readonly future: readonly HistoryEntry<State>[];
  /**
   * @param mergeKey  names the field that is edited; an edit of the same field soon after the last one joins its entry
   */
  change(label: string, next: State, mergeKey?: string): void;
  undo(): HistoryEntry<State> | undefined;
  redo(): HistoryEntry<State> | undefined;
  /** Starts anew from `state`; nothing before it can be reached. */
  reset(state: State): void;
}

export interface UndoHistoryOptions {
  /** Entries kept; the oldest fall off. */
  readonly limit?: number;
  /** ms within which edits of one field join. */
  readonly mergeWithin?: number;
  readonly now?: () => number;
}

/** The one undo history of a window. It knows nothing of what it stores. */
export function createUndoHistory<State>(
  initial: State,
  { limit = 200, mergeWithin = 3000, now = Date.now }: UndoHistoryOptions = {},
): UndoHistory<State> {
  let state = initial;
  let past: HistoryEntry<State>[] = [];
  let future: HistoryEntry<State>[] = [];

  return {
    get state() {
      return state;
    },
    get past() {
      return past;
    },
    get future() {
      return future;
    },
    change(label, next, mergeKey) {
      if (Object.is(next, state)) return;
      const time = now();
      const last = past.at(-1);
      const joins =
        last !== undefined &&
        mergeKey !== undefined &&
        last.mergeKey === mergeKey &&
        future.length === 0 &&
        time - last.time <= mergeWithin;
      const entry = { label, mergeKey, time, before: joins ? last.before : state, after: next };
      past = [...(joins ? past.slice(0, -1) : past), entry].slice(-limit);
      future = [];
      state = next;
    },
    undo() {
      const entry = past.at(-1);
      if (!entry) return undefined;
      past = past.slice(0, -1);
      future = [...future, entry];
      state = entry.before;
      return entry;
    },
    redo() {
      const entry = future.at(-1);
      if (!entry) return undefined;
      future = future.slice(0, -1);
      // An edit after a redo must not melt into the entry that came back.
      past = [...past, { ...entry, mergeKey: undefined }];
      state = entry.after;
      return entry;
    },
    reset(next) {
      state = next;
      past = [];
      future = [];
    },
  };
}
