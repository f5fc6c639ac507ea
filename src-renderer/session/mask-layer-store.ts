import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { MaskLayer, MaskRegion } from '../../src-shared/model/schema-types.generated.ts';
import { useDocumentStore } from './document-store.ts';
import {
  isOperation,
  REGION_LABELS,
  withAppended,
  withChange,
  withLayer,
  withMoved,
  type MaskLayers,
} from './mask-layer-edits.ts';

/** The layers of the mask: one list, changed only here, each change with a name in the undo history. */
export const useMaskLayerStore = defineStore('mask-layer', () => {
  const documents = useDocumentStore();
  const layers = computed(() => documents.current.maskLayers);
  const selectedId = shallowRef<number>();
  /** Whether new shapes mask or free what they cover. */
  const action = shallowRef<MaskLayer['action']>('add');
  let edits = 0;

  const selected = computed(() => layers.value.find(({ id }) => id === selectedId.value) ?? layers.value.at(-1));

  function change(label: string, next: MaskLayers, mergeKey?: string): void {
    if (next !== layers.value) documents.change(label, { maskLayers: next }, mergeKey);
  }

  function add(region: MaskRegion, name?: string, mergeKey?: string): number {
    const { layers: next, id } = withLayer(layers.value, region, action.value, name);
    const label = REGION_LABELS[region.kind];
    change(isOperation(region) ? `Mask: ${label.toLowerCase()}` : `${label} ${wordFor(action.value)}`, next, mergeKey);
    selectedId.value = id;
    return id;
  }

  function changeRegion(id: number, region: MaskRegion, mergeKey = `mask-region:${id}`): void {
    const layer = layers.value.find((one) => one.id === id);
    if (layer) change(`${layer.name} changed`, withChange(layers.value, id, { region }), mergeKey);
  }

  return {
    layers,
    selected,
    selectedId,
    action,
    add,
    changeRegion,
    nextEdit: (): string => `mask:${++edits}`,
    select: (id: number): void => void (selectedId.value = id),
    switchLayer: (id: number, enabled: boolean): void =>
      change(enabled ? 'Mask layer on' : 'Mask layer off', withChange(layers.value, id, { enabled })),
    rename: (id: number, name: string): void =>
      change(`Mask layer called ${name}`, withChange(layers.value, id, { name }), `mask-name:${id}`),
    changeAction: (id: number, next: MaskLayer['action']): void =>
      change(next === 'add' ? 'Layer masks' : 'Layer frees', withChange(layers.value, id, { action: next })),
    move: (id: number, by: -1 | 1): void => change('Mask layers in another order', withMoved(layers.value, id, by)),
    remove: (id: number): void =>
      change(
        'Mask layer deleted',
        layers.value.filter((layer) => layer.id !== id),
      ),
    clear: (): void => change('All mask layers deleted', []),
    append: (label: string, added: MaskLayers): void => change(label, withAppended(layers.value, added)),
  };
});

function wordFor(action: MaskLayer['action']): string {
  return action === 'add' ? 'masked' : 'freed';
}
