import { computed, shallowRef, type ComputedRef } from 'vue';
import { AppError } from '../../src-shared/model/app-error.ts';
import { matchesChord, parseChord, type KeyPress } from './key-chord.ts';

export const MENUS = ['File', 'Edit', 'View', 'Calibration', 'Mask', 'Pattern', 'Batch', 'Setup', 'Help'] as const;
export type Menu = (typeof MENUS)[number];

/** Something the user can do. Menus, toolbar, palette and keys all read this; nothing is wired past it. */
export interface Command {
  readonly id: string;
  readonly title: string | (() => string);
  readonly menu: Menu;
  /** Commands of one menu with the same section stand together. */
  readonly section?: string;
  /** "Ctrl+O"; the first is shown. */
  readonly keys?: readonly string[];
  /** Workspace whose key this is: while its command can be done it goes before others of the same key. */
  readonly workspace?: string;
  /** Whether it can be done now; absent: always. */
  readonly when?: () => boolean;
  /** For commands that switch something: whether it is on. */
  readonly isOn?: () => boolean;
  readonly run: () => void | Promise<void>;
}

export interface CommandRegistry {
  readonly all: ComputedRef<readonly Command[]>;
  /** @throws RangeError  if an id or a key is taken */
  register(commands: readonly Command[]): () => void;
  find(id: string): Command | undefined;
  isEnabled(id: string): boolean;
  /** Runs it if it can be done now; a failure goes to `onError`, never to nowhere. */
  run(id: string): Promise<void>;
  forKey(press: KeyPress): Command | undefined;
}

export function titleOf(command: Command): string {
  return typeof command.title === 'string' ? command.title : command.title();
}

export function createCommandRegistry(onError: (error: AppError) => void): CommandRegistry {
  const commands = shallowRef<readonly Command[]>([]);
  const isEnabled = (command: Command): boolean => command.when?.() ?? true;
  const find = (id: string): Command | undefined => commands.value.find((command) => command.id === id);

  return {
    all: computed(() => commands.value),
    register(added) {
      const next = [...commands.value, ...added];
      const ids = new Set<string>();
      const keys = new Map<string, string>();
      for (const command of next) {
        if (ids.has(command.id)) throw new RangeError(`Two commands are called "${command.id}"`);
        ids.add(command.id);
        for (const key of command.keys ?? []) {
          parseChord(key);
          const place = `${command.workspace ?? ''} ${key}`;
          const owner = keys.get(place);
          if (owner !== undefined) throw new RangeError(`"${owner}" and "${command.id}" both want the key ${key}`);
          keys.set(place, command.id);
        }
      }
      commands.value = next;
      return () => {
        commands.value = commands.value.filter((command) => !added.includes(command));
      };
    },
    find,
    isEnabled: (id) => {
      const command = find(id);
      return command !== undefined && isEnabled(command);
    },
    async run(id) {
      const command = find(id);
      if (!command || !isEnabled(command)) return;
      try {
        await command.run();
      } catch (cause) {
        const error = AppError.from(cause);
        if (error.code !== 'cancelled') onError(error);
      }
    },
    forKey(press) {
      const found = commands.value.filter(
        (command) => command.keys?.some((key) => matchesChord(press, parseChord(key))) && isEnabled(command),
      );
      return found.find(({ workspace }) => workspace !== undefined) ?? found[0];
    },
  };
}
