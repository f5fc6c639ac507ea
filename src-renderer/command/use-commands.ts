import { inject, type InjectionKey } from 'vue';
import type { CommandRegistry } from './command-registry.ts';

export const commandsKey: InjectionKey<CommandRegistry> = Symbol('commands');

/** The registry that main.ts provides. */
export function useCommands(): CommandRegistry {
  const registry = inject(commandsKey);
  if (!registry) throw new Error('useCommands needs a component below one that provides commandsKey');
  return registry;
}

export const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);
