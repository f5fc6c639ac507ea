let context: CanvasRenderingContext2D | null | undefined;

/** Width of a text, CSS px; estimated where there is no canvas. */
export function textWidth(text: string, fontSize: number, font: string): number {
  context ??= document.createElement('canvas').getContext('2d');
  if (!context) return text.length * fontSize * 0.6;
  context.font = `${fontSize}px ${font}`;
  return context.measureText(text).width;
}
