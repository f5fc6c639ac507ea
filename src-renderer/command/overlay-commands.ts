import { AppError } from '../../src-shared/model/app-error.ts';
import { plotPicture } from '../plot/plot-picture.ts';
import { useDocumentStore } from '../session/document-store.ts';
import { useNoticeStore } from '../session/notice-store.ts';
import { useOverlayStore } from '../session/overlay-store.ts';
import { defaultBackground } from '../session/pattern-background.ts';
import { usePatternStore } from '../session/pattern-store.ts';
import { waterfallStep } from '../session/waterfall-step.ts';
import { usePhaseStore } from '../session/phase-store.ts';
import { offerDownload } from '../shell/hand-out.ts';
import { useShellStore } from '../shell/shell-store.ts';
import type { Command } from './command-registry.ts';

/** Patterns laid over the one on screen. */
export function overlayCommands(): Command[] {
  const documents = useDocumentStore();
  const notices = useNoticeStore();
  const overlays = useOverlayStore();
  const patterns = usePatternStore();
  const phases = usePhaseStore();
  const shell = useShellStore();
  const hasOverlays = (): boolean => overlays.overlays.length > 0;

  return [
    {
      id: 'pattern.keepOverlay',
      title: 'Keep the pattern as overlay',
      menu: 'Pattern',
      section: 'overlay',
      keys: ['Alt+K'],
      when: () => patterns.pattern !== undefined,
      run: () => overlays.keep(),
    },
    {
      id: 'pattern.openOverlay',
      title: 'Open patterns as overlays…',
      menu: 'Pattern',
      section: 'overlay',
      run: async () => {
        const refs = await shell.pick({ title: 'Open patterns as overlays', kinds: ['pattern'], multiple: true });
        for (const ref of refs) {
          const [text, ...details] = await overlays.addFile(ref);
          if (text !== undefined) notices.show({ tone: 'warn', text, details });
        }
      },
    },
    {
      id: 'pattern.saveShown',
      title: 'Save every curve shown (.xy)…',
      menu: 'Pattern',
      section: 'overlay',
      when: () => patterns.pattern !== undefined || hasOverlays(),
      run: () => void (shell.isSaveShownOpen = true),
    },
    {
      id: 'pattern.waterfall',
      title: 'Waterfall of the overlays',
      menu: 'Pattern',
      section: 'overlay',
      keys: ['Alt+W'],
      when: hasOverlays,
      isOn: () => (documents.view.waterfall ?? 0) > 0,
      run: () => {
        const isOn = (documents.view.waterfall ?? 0) > 0;
        const shown = overlays.overlays.filter(({ visible }) => visible).map((overlay) => overlays.curveOf(overlay));
        const curves = [patterns.pattern, ...shown].flatMap((curve) => (curve ? [curve.intensity] : []));
        documents.changeView('Waterfall', { waterfall: isOn ? undefined : waterfallStep(curves) });
      },
    },
    {
      id: 'pattern.clearOverlays',
      title: 'Remove all overlays',
      menu: 'Pattern',
      section: 'overlay',
      when: hasOverlays,
      run: () => overlays.clear(),
    },
    {
      id: 'pattern.background',
      title: 'Background of the pattern subtracted',
      menu: 'Pattern',
      section: 'background',
      keys: ['Alt+G'],
      isOn: () => documents.current.patternBackground !== null,
      run: () => {
        const patternBackground = documents.current.patternBackground ? null : defaultBackground();
        documents.change('Background of the pattern', { patternBackground });
      },
    },
    {
      id: 'pattern.savePicture',
      title: 'Save the pattern as it is on screen (PNG)',
      menu: 'Pattern',
      section: 'picture',
      when: () => patterns.pattern !== undefined || hasOverlays(),
      run: async () => {
        const plot = document.querySelector<HTMLElement>('.pattern-pane .pattern-plot');
        const picture = plot && (await plotPicture(plot));
        if (!picture) throw new AppError('unavailable', 'There is no pattern on screen to make a picture of.');
        const stem = (patterns.pattern?.provenance.image ?? 'pattern').replace(/\.[^.]+$/, '');
        offerDownload(`${stem}-pattern.png`, picture);
      },
    },
    {
      id: 'pattern.addPhase',
      title: 'Lines of a phase (CIF, JCPDS)…',
      menu: 'Pattern',
      section: 'phase',
      run: async () => {
        const refs = await shell.pick({ title: 'Open phases', kinds: ['phase'], multiple: true });
        for (const ref of refs) {
          const [text, ...details] = await phases.add(ref);
          if (text !== undefined) notices.show({ tone: 'warn', text, details });
        }
      },
    },
  ];
}
