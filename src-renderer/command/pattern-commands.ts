import type { CakeCut } from '../../src-shared/model/cake.ts';
import { useCakeCutStore } from '../session/cake-cut-store.ts';
import { useDocumentStore } from '../session/document-store.ts';
import { useHostStore } from '../session/host-store.ts';
import { useImageStore } from '../session/image-store.ts';
import { useNoticeStore } from '../session/notice-store.ts';
import { useOverlayStore } from '../session/overlay-store.ts';
import { usePatternStore } from '../session/pattern-store.ts';
import { DISPLAY_UNITS, radialAxis, shortUnitName } from '../session/radial-axis.ts';
import type { View } from '../session/session-document.ts';
import { copyText } from '../shell/hand-out.ts';
import { commandLineOf } from '../workspace/integration/command-line.ts';
import type { Command } from './command-registry.ts';

const PLOT_SCALES: readonly (readonly [View['plotScale'], string])[] = [
  ['linear', 'linear'],
  ['log', 'logarithmic'],
  ['sqrt', 'square root'],
];

/** How the pattern is shown and passed on. */
export function patternCommands(): Command[] {
  const cuts = useCakeCutStore();
  const documents = useDocumentStore();
  const host = useHostStore();
  const image = useImageStore();
  const pattern = usePatternStore();
  const notices = useNoticeStore();
  const overlays = useOverlayStore();

  const canCopy = (): boolean => image.info !== undefined && documents.calibration !== null;

  async function copyCommand(cakes?: Parameters<typeof commandLineOf>[2]): Promise<void> {
    const { ref = '', dataset, frameCount = 1 } = image.info ?? {};
    const shown = { ref, dataset, frameCount, frame: image.frame?.frame ?? 0 };
    const command = commandLineOf(documents.current, shown, cakes);
    await copyText(command.text);
    notices.show({ tone: 'good', text: 'Command copied.', details: command.remarks });
  }

  async function copyScript(cakes: { readonly cut?: CakeCut } = {}): Promise<void> {
    const params = await pattern.resolveParams();
    if (!params) return;
    const script = await host.call('integration.script', { ...params, ...cakes });
    await copyText(script.text);
    notices.show({ tone: 'good', text: 'Script for pyFAI copied.', details: script.remarks });
  }

  return [
    ...PLOT_SCALES.map(([plotScale, name]): Command => ({
      id: `pattern.scale.${plotScale}`,
      title: `Intensity: ${name}`,
      menu: 'Pattern',
      section: 'scale',
      isOn: () => documents.view.plotScale === plotScale,
      run: () => documents.changeView(`Pattern ${name}`, { plotScale }, 'view:plotScale'),
    })),
    ...DISPLAY_UNITS.map(({ id }): Command => ({
      id: `pattern.unit.${id}`,
      title: `Axis: ${shortUnitName(id)}`,
      menu: 'Pattern',
      section: 'unit',
      when: () => {
        const calibration = documents.calibration?.calibration;
        return calibration !== undefined && radialAxis(calibration).canConvert(documents.settings.radialUnit, id);
      },
      isOn: () => (documents.view.displayUnit ?? documents.settings.radialUnit) === id,
      run: () =>
        documents.changeView(`Axis ${shortUnitName(id)}`, {
          displayUnit: id === documents.settings.radialUnit ? undefined : id,
        }),
    })),
    {
      id: 'pattern.separate',
      title: 'Separate Bragg and amorphous',
      menu: 'Pattern',
      section: 'command',
      when: () => pattern.pattern !== undefined,
      run: () => overlays.separate(),
    },
    {
      id: 'pattern.copyCommand',
      title: 'Copy as command line',
      menu: 'Pattern',
      section: 'command',
      when: canCopy,
      run: () => copyCommand(),
    },
    {
      id: 'cake.copyCommand',
      title: 'Copy cakes as command line',
      menu: 'Pattern',
      section: 'command',
      when: canCopy,
      run: () => copyCommand({ cut: cuts.cut, layouts: [...cuts.layouts] }),
    },
    {
      id: 'pattern.copyScript',
      title: 'Copy as pyFAI script',
      menu: 'Pattern',
      section: 'command',
      when: canCopy,
      run: () => copyScript(),
    },
    {
      id: 'cake.copyScript',
      title: 'Copy cakes as pyFAI script',
      menu: 'Pattern',
      section: 'command',
      when: canCopy,
      run: () => copyScript({ cut: cuts.cut }),
    },
  ];
}
