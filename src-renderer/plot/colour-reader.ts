export interface ColourReader {
  /** CSS colour of `--token`, `var(--token)` or any other CSS colour, as a canvas accepts it. */
  colour(name: string): string;
  /** The same as red, green, blue, alpha in [0, 1]. */
  rgba(name: string): readonly [number, number, number, number];
  /** Font family of the element. */
  font(): string;
  /** CSS px */
  fontSize(): number;
  /** Forgets what was read: the theme has changed. */
  refresh(): void;
}

/** Reads colours and font of a themed element for canvases, which know no custom properties. */
export function createColourReader(element: HTMLElement): ColourReader {
  const known = new Map<string, string>();
  const parsed = new Map<string, readonly [number, number, number, number]>();

  function colour(name: string): string {
    const cached = known.get(name);
    if (cached !== undefined) return cached;
    // A child with that colour: the browser resolves var(), light-dark() and colour spaces.
    const probe = document.createElement('span');
    probe.style.color = name.startsWith('--') ? `var(${name})` : name;
    probe.style.display = 'none';
    element.append(probe);
    const value = getComputedStyle(probe).color;
    probe.remove();
    known.set(name, value);
    return value;
  }

  return {
    colour,
    rgba(name) {
      const value = colour(name);
      let components = parsed.get(value);
      if (!components) {
        components = readComponents(value);
        parsed.set(value, components);
      }
      return components;
    },
    font: () => getComputedStyle(element).fontFamily || 'sans-serif',
    fontSize: () => Number.parseFloat(getComputedStyle(element).fontSize) || 13,
    refresh: () => known.clear(),
  };
}

let pixel: CanvasRenderingContext2D | null = null;

/** Painted and read back: the one parser that knows every CSS colour. */
function readComponents(colour: string): readonly [number, number, number, number] {
  pixel ??= Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', {
    willReadFrequently: true,
  });
  if (!pixel) return [0.5, 0.5, 0.5, 1];
  pixel.clearRect(0, 0, 1, 1);
  pixel.fillStyle = colour;
  pixel.fillRect(0, 0, 1, 1);
  const [red, green, blue, alpha] = pixel.getImageData(0, 0, 1, 1).data;
  return [red! / 255, green! / 255, blue! / 255, alpha! / 255];
}
