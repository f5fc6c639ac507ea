import type { MaskLayer, MaskRegion } from '../../src-shared/model/schema-types.generated.ts';

export type MaskLayers = readonly MaskLayer[];
export type RegionKind = MaskRegion['kind'];
export type RegionOf<K extends RegionKind> = Extract<MaskRegion, { kind: K }>;

/** What people call the kinds of layers. */
export const REGION_LABELS: Readonly<Record<RegionKind, string>> = {
  rectangle: 'Rectangle',
  circle: 'Circle',
  ellipse: 'Ellipse',
  polygon: 'Polygon',
  arc: 'Arc',
  brush: 'Brush',
  point: 'Points',
  threshold: 'Threshold',
  nonFinite: 'Not finite',
  radialRange: 'Radial range',
  azimuthRange: 'Azimuth range',
  gaps: 'Detector gaps',
  hotPixels: 'Hot pixels',
  automatic: 'Automatic',
  file: 'File',
  grow: 'Grow',
  shrink: 'Shrink',
  invert: 'Invert',
};

/** Steps that change the mask so far and have no pixels of their own. */
export function isOperation({ kind }: MaskRegion): boolean {
  return kind === 'grow' || kind === 'shrink' || kind === 'invert';
}

/** @returns the layers with one more at the end, called after its kind and numbered, and its id */
export function withLayer(
  layers: MaskLayers,
  region: MaskRegion,
  action: MaskLayer['action'],
  name?: string,
): { readonly layers: MaskLayers; readonly id: number } {
  const id = layers.reduce((highest, layer) => Math.max(highest, layer.id), 0) + 1;
  const label = REGION_LABELS[region.kind];
  const same = layers.filter((layer) => layer.region.kind === region.kind).length;
  const layer: MaskLayer = {
    id,
    name: name ?? (same === 0 ? label : `${label} ${same + 1}`),
    enabled: true,
    action: isOperation(region) ? 'add' : action,
    region,
  };
  return { layers: [...layers, layer], id };
}

export function withChange(layers: MaskLayers, id: number, patch: Partial<Omit<MaskLayer, 'id'>>): MaskLayers {
  return layers.map((layer) => (layer.id === id ? { ...layer, ...patch } : layer));
}

/** @returns the same list if the layer is at the end already */
export function withMoved(layers: MaskLayers, id: number, by: -1 | 1): MaskLayers {
  const from = layers.findIndex((layer) => layer.id === id);
  const to = from + by;
  if (from < 0 || to < 0 || to >= layers.length) return layers;
  const moved = [...layers];
  [moved[from], moved[to]] = [moved[to]!, moved[from]!];
  return moved;
}

/** Layers of a file after those there are, with ids of their own. */
export function withAppended(layers: MaskLayers, added: MaskLayers): MaskLayers {
  let id = layers.reduce((highest, layer) => Math.max(highest, layer.id), 0);
  return [...layers, ...added.map((layer) => ({ ...layer, id: ++id }))];
}
