/**
 * A plot as it is on screen, without cursor and read-out, as PNG.
 *
 * @param plot  the element that holds its canvases; those of the surface for the pointer are left out
 * @returns null where nothing is drawn
 */
export function plotPicture(plot: HTMLElement): Promise<Blob | null> {
  const layers = [...plot.querySelectorAll('canvas')].filter((canvas) => !canvas.closest('.surface'));
  const width = Math.max(0, ...layers.map((canvas) => canvas.width));
  const height = Math.max(0, ...layers.map((canvas) => canvas.height));
  const picture = Object.assign(document.createElement('canvas'), { width, height });
  const context = picture.getContext('2d');
  if (!context || width === 0 || height === 0) return Promise.resolve(null);
  context.fillStyle = getComputedStyle(plot).getPropertyValue('--surface-1') || 'white';
  context.fillRect(0, 0, width, height);
  for (const canvas of layers)
    if (canvas.width > 0 && canvas.height > 0) context.drawImage(canvas, 0, 0, width, height);
  return new Promise((resolve) => {
    picture.toBlob(resolve, 'image/png');
  });
}
