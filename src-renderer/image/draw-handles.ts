import type { ImageHandle } from './image-grips.ts';
import { toScreen, type ImageView, type Size } from './image-view.ts';

const HALF = 4; // CSS px

/** Draws handles in CSS px, each with a dark rim so that it stands out on any colour map. */
export function drawHandles(
  context: CanvasRenderingContext2D,
  handles: readonly ImageHandle[],
  view: ImageView,
  size: Size,
  { accent, paper }: { readonly accent: string; readonly paper: string },
): void {
  context.setLineDash([]);
  for (const handle of handles) {
    const { x, y } = toScreen(view, size, handle);
    if (!(x > -HALF && y > -HALF && x < size.width + HALF && y < size.height + HALF)) continue;
    context.beginPath();
    if (handle.shape === 'square') context.rect(x - HALF, y - HALF, 2 * HALF, 2 * HALF);
    else context.arc(x, y, handle.shape === 'add' ? HALF - 1 : HALF, 0, 2 * Math.PI);
    context.lineWidth = 3.5;
    context.strokeStyle = 'rgb(0 0 0 / 55%)';
    context.stroke();
    context.fillStyle = handle.isActive ? accent : paper;
    if (handle.shape !== 'add' || handle.isActive) context.fill();
    context.lineWidth = 1.5;
    context.strokeStyle = accent;
    context.stroke();
  }
}
