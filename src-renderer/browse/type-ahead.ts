/** ms within which letters belong together. */
const PAUSE = 800;

export interface TypeAhead {
  /**
   * @param time  ms, of the key press
   * @returns index of the name that begins with what was typed so far, searched from `active` on; undefined if none
   */
  find(letter: string, time: number, names: readonly string[], active: number): number | undefined;
  reset(): void;
}

/** Finds names by typing their first letters; one letter again and again goes from match to match. */
export function createTypeAhead(): TypeAhead {
  let typed = '';
  let typedAt = 0;
  return {
    find(letter, time, names, active) {
      typed = time - typedAt < PAUSE ? typed + letter : letter;
      typedAt = time;
      const isOneLetter = [...typed].every((each) => each === typed[0]);
      const wanted = (isOneLetter ? letter : typed).toLowerCase();
      const start = isOneLetter ? active + 1 : active;
      for (let i = 0; i < names.length; i++) {
        const index = (i + start) % names.length;
        if (names[index]?.toLowerCase().startsWith(wanted)) return index;
      }
      return undefined;
    },
    reset() {
      typed = '';
    },
  };
}
