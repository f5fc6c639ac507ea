import type { RendererChoice } from './useImageCanvas.ts';

/** `?renderer=webgl` or `?renderer=raster` in the address of the window: for tests, and for drivers that draw wrongly. */
export function rendererInAddress(search: string): RendererChoice {
  const wanted = new URLSearchParams(search).get('renderer');
  return wanted === 'webgl' || wanted === 'raster' ? wanted : 'auto';
}
