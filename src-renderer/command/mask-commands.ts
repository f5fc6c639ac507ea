import { useDocumentStore } from '../session/document-store.ts';
import { useImageStore } from '../session/image-store.ts';
import { useMaskEditStore } from '../session/mask-edit-store.ts';
import { useMaskLayerStore } from '../session/mask-layer-store.ts';
import { useMaskToolStore, type MaskTool } from '../session/mask-tool-store.ts';
import { useOpenFiles } from '../session/open-files.ts';
import { handlesOf } from '../session/region-handles.ts';
import { useSessionStore } from '../session/session-store.ts';
import { useShellStore } from '../shell/shell-store.ts';
import type { Command } from './command-registry.ts';

const TOOLS: readonly { readonly tool: MaskTool; readonly title: string; readonly key: string }[] = [
  { tool: 'rectangle', title: 'Mask: rectangle', key: 'R' },
  { tool: 'circle', title: 'Mask: circle', key: 'C' },
  { tool: 'ellipse', title: 'Mask: ellipse', key: 'L' },
  { tool: 'polygon', title: 'Mask: polygon', key: 'O' },
  { tool: 'arc', title: 'Mask: arc', key: 'A' },
  { tool: 'brush', title: 'Mask: brush', key: 'H' },
  { tool: 'point', title: 'Mask: single pixels', key: 'T' },
];

const NUDGES = [
  ['left', 'ArrowLeft', -1, 0],
  ['right', 'ArrowRight', 1, 0],
  ['up', 'ArrowUp', 0, -1],
  ['down', 'ArrowDown', 0, 1],
] as const;

/** Masking. Keys without a modifier count in the Mask workspace only. */
export function maskCommands(): Command[] {
  const documents = useDocumentStore();
  const files = useOpenFiles();
  const image = useImageStore();
  const layers = useMaskLayerStore();
  const session = useSessionStore();
  const shell = useShellStore();
  const tools = useMaskToolStore();
  const edits = useMaskEditStore();
  const isHere = (): boolean => session.workspace === 'mask' && image.info !== undefined;
  const hasShape = (): boolean =>
    isHere() && layers.selected !== undefined && handlesOf(layers.selected.region, 0).length > 0;
  const hasLayers = (): boolean => layers.layers.length > 0;

  return [
    ...TOOLS.map(({ tool, title, key }): Command => ({
      id: `mask.tool.${tool}`,
      title,
      menu: 'Mask',
      section: 'tools',
      keys: [key],
      when: isHere,
      isOn: () => tools.tool === tool,
      run: () => tools.choose(tool),
    })),
    {
      id: 'mask.place',
      title: 'Place the shape in the middle of the image',
      menu: 'Mask',
      section: 'shape',
      keys: ['Alt+N'],
      when: () => isHere() && tools.tool !== null,
      run: () => tools.place(),
    },
    {
      id: 'mask.closePolygon',
      title: 'Close the polygon',
      menu: 'Mask',
      section: 'shape',
      keys: ['Shift+Enter'],
      when: () => isHere() && tools.tool === 'polygon' && tools.corners.length >= 3,
      run: () => tools.closePolygon(),
    },
    {
      id: 'mask.cancelShape',
      title: 'Give up the shape under way',
      menu: 'Mask',
      section: 'shape',
      keys: ['Shift+Escape'],
      when: () => tools.corners.length > 0 || tools.draft !== undefined,
      run: () => tools.cancel(),
    },
    {
      id: 'mask.handle.next',
      title: 'Change the shape: next handle',
      menu: 'Mask',
      section: 'handle',
      keys: ['V'],
      when: hasShape,
      run: () => edits.step(1),
    },
    {
      id: 'mask.handle.previous',
      title: 'Change the shape: previous handle',
      menu: 'Mask',
      section: 'handle',
      keys: ['Shift+V'],
      when: hasShape,
      run: () => edits.step(-1),
    },
    ...NUDGES.map(([direction, key, dx, dy]): Command => ({
      id: `mask.handle.${direction}`,
      title: `Move the shape or its handle ${direction}`,
      menu: 'Mask',
      section: 'handle',
      keys: [`Alt+Shift+${key}`],
      when: () => isHere() && edits.active !== null,
      run: () => void edits.nudge(dx, dy),
    })),
    {
      id: 'mask.handle.remove',
      title: 'Delete the corner, stroke or point',
      menu: 'Mask',
      section: 'handle',
      keys: ['Shift+Delete'],
      when: () => isHere() && edits.active !== null,
      run: () => edits.removeActive(),
    },
    {
      id: 'mask.handle.done',
      title: 'Shape is done: hide its handles',
      menu: 'Mask',
      section: 'handle',
      keys: ['Alt+V'],
      when: () => isHere() && edits.isEditing,
      run: () => edits.stop(),
    },
    {
      id: 'mask.free',
      title: 'New shapes free what they cover',
      menu: 'Mask',
      section: 'shape',
      keys: ['F'],
      when: isHere,
      isOn: () => layers.action === 'subtract',
      run: () => void (layers.action = layers.action === 'add' ? 'subtract' : 'add'),
    },
    {
      id: 'mask.fill',
      title: 'Mask hides what it covers',
      menu: 'Mask',
      section: 'view',
      keys: ['Alt+F'],
      isOn: () => documents.view.maskFilled === true,
      run: () =>
        documents.changeView(
          documents.view.maskFilled ? 'Mask tinted' : 'Mask filled',
          { maskFilled: documents.view.maskFilled ? undefined : true },
          'view:maskFilled',
        ),
    },
    {
      id: 'mask.invert',
      title: 'Invert the mask',
      menu: 'Mask',
      section: 'change',
      when: hasLayers,
      run: () => void layers.add({ kind: 'invert' }),
    },
    {
      id: 'mask.grow',
      title: 'Grow the mask',
      menu: 'Mask',
      section: 'change',
      when: hasLayers,
      run: () => void layers.add({ kind: 'grow', radius: 1 }),
    },
    {
      id: 'mask.shrink',
      title: 'Shrink the mask',
      menu: 'Mask',
      section: 'change',
      when: hasLayers,
      run: () => void layers.add({ kind: 'shrink', radius: 1 }),
    },
    {
      id: 'mask.clear',
      title: 'Delete all mask layers',
      menu: 'Mask',
      section: 'change',
      when: hasLayers,
      run: () => layers.clear(),
    },
    {
      id: 'mask.save',
      title: 'Save mask…',
      menu: 'Mask',
      section: 'file',
      when: () => hasLayers() && image.info !== undefined,
      run: () => void (shell.isSaveMaskOpen = true),
    },
    {
      id: 'mask.openLayers',
      title: 'Open mask…',
      menu: 'Mask',
      section: 'file',
      run: async () => {
        const refs = await shell.pick({ title: 'Open mask', kinds: ['mask', 'image'], multiple: true });
        for (const ref of refs) await files.addMask(ref);
      },
    },
  ];
}
