import { defineStore } from 'pinia';
import { computed, onScopeDispose, shallowRef, watch } from 'vue';
import type { Preferences } from '../../src-shared/model/schema-types.generated.ts';
import { useCalibrantMemoryStore } from './calibrant-memory-store.ts';
import { useHostStore } from './host-store.ts';

const SAVE_DELAY = 800; // ms
const THEME_KEY = 'annulus.theme';
const THEMES: readonly string[] = ['dark', 'light', 'system'];
export const FONT_SCALES = [0.85, 1, 1.15, 1.3, 1.5] as const;

export function defaultPreferences(): Preferences {
  return { theme: 'system', fontScale: 1, mousePreset: 'dioptas', splitters: {} };
}

/** The theme of last time, so that the window need not change its colours when the host answers. */
function lastTheme(): Partial<Pick<Preferences, 'theme'>> {
  const name = localStorage.getItem(THEME_KEY);
  return name !== null && THEMES.includes(name) ? { theme: name as Preferences['theme'] } : {};
}

/** What a user sets once for all sessions. Saved by the host, a moment after the last change. */
export const usePreferencesStore = defineStore('preferences', () => {
  const host = useHostStore();
  const memory = useCalibrantMemoryStore();
  const preferences = shallowRef<Preferences>({ ...defaultPreferences(), ...lastTheme() });
  const light = window.matchMedia('(prefers-color-scheme: light)');
  const systemIsLight = shallowRef(light.matches);
  const follow = (event: MediaQueryListEvent): void => void (systemIsLight.value = event.matches);
  light.addEventListener('change', follow);
  onScopeDispose(() => light.removeEventListener('change', follow));

  const theme = computed<'dark' | 'light'>(() => {
    if (preferences.value.theme !== 'system') return preferences.value.theme;
    return systemIsLight.value ? 'light' : 'dark';
  });

  let timer: ReturnType<typeof setTimeout> | undefined;
  function change(patch: Partial<Preferences>): void {
    preferences.value = { ...preferences.value, ...patch };
    clearTimeout(timer);
    timer = setTimeout(() => {
      // A preference that could not be saved costs a click next time; work must not be interrupted for it.
      host.call('preferences.save', { preferences: preferences.value }).catch(() => undefined);
    }, SAVE_DELAY);
  }

  watch(
    () => preferences.value.theme,
    (name) => localStorage.setItem(THEME_KEY, name),
  );
  watch(
    () => memory.id,
    (id) => {
      if (id !== undefined && id !== preferences.value.lastCalibrant) change({ lastCalibrant: id });
    },
  );
  watch(
    [theme, () => preferences.value.fontScale],
    ([name, scale]) => {
      document.documentElement.dataset['theme'] = name;
      document.documentElement.style.setProperty('--font-scale', String(scale));
    },
    { immediate: true },
  );

  return {
    preferences,
    theme,
    /** Changes whenever canvases must read colours and text size anew. */
    look: computed(() => `${theme.value} ${preferences.value.fontScale}`),
    change,
    async load(): Promise<void> {
      preferences.value = { ...defaultPreferences(), ...(await host.call('preferences.load', {})).preferences };
      memory.id = preferences.value.lastCalibrant;
    },
    changeSplitter(id: string, sizes: readonly number[]): void {
      change({ splitters: { ...preferences.value.splitters, [id]: [...sizes] } });
    },
    stepFontScale(direction: -1 | 1): void {
      const { fontScale } = preferences.value;
      const next =
        direction > 0
          ? FONT_SCALES.find((scale) => scale > fontScale)
          : FONT_SCALES.findLast((scale) => scale < fontScale);
      if (next !== undefined) change({ fontScale: next });
    },
  };
});
