import { computed, onMounted, shallowRef, watch, type ComputedRef, type Ref } from 'vue';
import { createColourReader, type ColourReader } from './colour-reader.ts';

/** Colours and font of a plot, as canvases need them. */
export interface PlotStyle {
  readonly font: string;
  /** CSS px */
  readonly fontSize: number;
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly grid: string;
  readonly surface: string;
  readonly ring: string;
  /** Of the names of lines: readable on the surface. */
  readonly ringText: string;
  readonly accent: string;
  /** Resolves `--token`, `var(--token)` or any CSS colour. */
  readonly colour: (name: string) => string;
}

/** Reads the style of an element when it is mounted and whenever theme or text size (`look`) change. */
export function usePlotStyle(host: Readonly<Ref<HTMLElement | null>>, look: () => string): ComputedRef<PlotStyle> {
  const reader = shallowRef<ColourReader | null>(null);
  const reading = shallowRef(0); // counts themes: what follows is read again
  onMounted(() => (reader.value = createColourReader(host.value!)));
  watch(
    look,
    () => {
      reader.value?.refresh();
      reading.value++;
    },
    { flush: 'post' },
  );
  return computed(() => {
    void reading.value;
    const read = reader.value;
    const colour = (name: string) => read?.colour(name) ?? 'grey';
    return {
      font: read?.font() ?? 'sans-serif',
      fontSize: Math.max(10, (read?.fontSize() ?? 13) - 1),
      text: colour('--text'),
      muted: colour('--text-muted'),
      line: colour('--border-strong'),
      grid: colour('--border'),
      surface: colour('--surface-1'),
      ring: colour('--ring'),
      ringText: colour('--ring-text'),
      accent: colour('--accent'),
      colour,
    };
  });
}
