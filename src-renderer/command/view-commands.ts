import { useCakeStore } from '../session/cake-store.ts';
import { useCalibrationResultStore } from '../session/calibration-result-store.ts';
import { useCorrectedImageStore } from '../session/corrected-image-store.ts';
import { useDocumentStore } from '../session/document-store.ts';
import { useImageStore } from '../session/image-store.ts';
import { FONT_SCALES, usePreferencesStore } from '../session/preferences-store.ts';
import { useResidualViewStore } from '../session/residual-view-store.ts';
import type { View } from '../session/session-document.ts';
import { useShellStore } from '../shell/shell-store.ts';
import type { Command } from './command-registry.ts';

const IMAGE_SCALES: readonly (readonly [View['scale'], string])[] = [
  ['linear', 'linear'],
  ['log', 'logarithmic'],
  ['sqrt', 'square root'],
  ['asinh', 'asinh'],
];

/** How image and window look. */
export function viewCommands(): Command[] {
  const cakes = useCakeStore();
  const corrected = useCorrectedImageStore();
  const documents = useDocumentStore();
  const image = useImageStore();
  const preferences = usePreferencesStore();
  const residualView = useResidualViewStore();
  const results = useCalibrationResultStore();
  const shell = useShellStore();
  const hasImage = (): boolean => image.info !== undefined;

  const toggleView = (
    key: 'showRings' | 'showMask' | 'showBeamCentre',
    what: string,
  ): Pick<Command, 'isOn' | 'run'> => ({
    isOn: () => documents.view[key],
    run: () =>
      documents.changeView(`${what} ${documents.view[key] ? 'hidden' : 'shown'}`, { [key]: !documents.view[key] }),
  });

  return [
    {
      id: 'view.rings',
      title: 'Calibrant rings',
      menu: 'View',
      section: 'overlay',
      keys: ['Alt+R'],
      ...toggleView('showRings', 'Rings'),
    },
    {
      id: 'view.mask',
      title: 'Mask',
      menu: 'View',
      section: 'overlay',
      keys: ['Alt+M'],
      ...toggleView('showMask', 'Mask'),
    },
    {
      id: 'view.corrected',
      title: 'Corrected image',
      menu: 'View',
      section: 'overlay',
      keys: ['Alt+J'],
      when: () => hasImage() && documents.calibration !== null,
      isOn: () => corrected.isShown,
      run: () => void (corrected.isShown = !corrected.isShown),
    },
    {
      id: 'view.beamCentre',
      title: 'Beam centre',
      menu: 'View',
      section: 'overlay',
      keys: ['Alt+B'],
      ...toggleView('showBeamCentre', 'Beam centre'),
    },
    {
      id: 'view.residuals',
      title: 'Calibration points coloured by residual',
      menu: 'View',
      section: 'overlay',
      keys: ['Alt+D'],
      when: () => results.result !== null,
      isOn: () => residualView.isOnImage,
      run: () => void (residualView.isOnImage = !residualView.isOnImage),
    },
    {
      id: 'view.cake',
      title: 'Cake in place of the image',
      menu: 'View',
      section: 'image',
      keys: ['Alt+C'],
      isOn: () => cakes.isShown,
      run: () => void (cakes.isShown = !cakes.isShown),
    },
    {
      id: 'view.cakeCurves',
      title: 'All cakes as curves',
      menu: 'View',
      section: 'image',
      when: () => cakes.isShown && cakes.cake !== undefined,
      isOn: () => cakes.areCurvesShown,
      run: () => void (cakes.areCurvesShown = !cakes.areCurvesShown),
    },
    {
      id: 'view.levels',
      title: 'Levels and colours…',
      menu: 'View',
      section: 'image',
      keys: ['Alt+L'],
      when: hasImage,
      isOn: () => shell.areLevelsOpen,
      run: () => void (shell.areLevelsOpen = !shell.areLevelsOpen),
    },
    {
      id: 'view.autoLevels',
      title: 'Automatic levels',
      menu: 'View',
      section: 'image',
      when: hasImage,
      isOn: () => documents.view.levels === undefined,
      run: () => documents.changeView('Automatic levels', { levels: undefined }),
    },
    ...IMAGE_SCALES.map(([scale, name]): Command => ({
      id: `view.scale.${scale}`,
      title: `Image: ${name} intensity`,
      menu: 'View',
      section: 'image scale',
      isOn: () => documents.view.scale === scale,
      run: () => documents.changeView(`Image ${name}`, { scale }),
    })),
    {
      id: 'view.panel',
      title: 'Show the panel',
      menu: 'View',
      section: 'window',
      keys: ['Alt+P'],
      isOn: () => !shell.isPanelHidden,
      run: () => void (shell.isPanelHidden = !shell.isPanelHidden),
    },
    {
      id: 'view.panelSide',
      title: 'Panel at the side',
      menu: 'View',
      section: 'window',
      isOn: () => preferences.preferences.panelPosition === 'side',
      run: () =>
        preferences.change({ panelPosition: preferences.preferences.panelPosition === 'side' ? 'below' : 'side' }),
    },
    ...(['dark', 'light', 'system'] as const).map((theme): Command => ({
      id: `view.theme.${theme}`,
      title: `Theme: ${theme === 'system' ? 'as the system' : theme}`,
      menu: 'View',
      section: 'theme',
      isOn: () => preferences.preferences.theme === theme,
      run: () => preferences.change({ theme }),
    })),
    {
      id: 'view.fontLarger',
      title: 'Larger text',
      menu: 'View',
      section: 'font',
      keys: ['Alt+.'],
      when: () => preferences.preferences.fontScale < FONT_SCALES[FONT_SCALES.length - 1]!,
      run: () => preferences.stepFontScale(1),
    },
    {
      id: 'view.fontSmaller',
      title: 'Smaller text',
      menu: 'View',
      section: 'font',
      keys: ['Alt+,'],
      when: () => preferences.preferences.fontScale > FONT_SCALES[0],
      run: () => preferences.stepFontScale(-1),
    },
    ...(['dioptas', 'silx'] as const).map((mousePreset): Command => ({
      id: `view.mouse.${mousePreset}`,
      title: `Mouse as in ${mousePreset === 'dioptas' ? 'Dioptas' : 'silx'}`,
      menu: 'View',
      section: 'mouse',
      isOn: () => preferences.preferences.mousePreset === mousePreset,
      run: () => preferences.change({ mousePreset }),
    })),
  ];
}
