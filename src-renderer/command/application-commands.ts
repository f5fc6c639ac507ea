import { DISPLAY_UNITS, radialAxis, shortUnitName } from '../session/radial-axis.ts';
import { toggleColumns, toggleRows } from '../session/orientation.ts';
import { useCalibrantStore } from '../session/calibrant-store.ts';
import { calibrationFromImage } from '../session/calibration-from-image.ts';
import { useDocumentStore } from '../session/document-store.ts';
import { useHostStore } from '../session/host-store.ts';
import { useImageStore } from '../session/image-store.ts';
import { useNoticeStore } from '../session/notice-store.ts';
import { useOpenFiles, type OpenFilesHooks } from '../session/open-files.ts';
import { useOrientationStore } from '../session/orientation-store.ts';
import { usePatternStore } from '../session/pattern-store.ts';
import { FONT_SCALES, usePreferencesStore } from '../session/preferences-store.ts';
import { emptyDocument, type View } from '../session/session-document.ts';
import { useSessionStore } from '../session/session-store.ts';
import { useShellStore } from '../shell/shell-store.ts';
import { copyText, offerDownload } from '../shell/hand-out.ts';
import { commandLineOf } from '../workspace/integration/command-line.ts';
import type { Command } from './command-registry.ts';

/** Every action of the window that belongs to no single workspace. */
export function applicationCommands(hooks: OpenFilesHooks): Command[] {
  const calibrants = useCalibrantStore();
  const documents = useDocumentStore();
  const host = useHostStore();
  const image = useImageStore();
  const notices = useNoticeStore();
  const files = useOpenFiles();
  const orientations = useOrientationStore();
  const patterns = usePatternStore();
  const preferences = usePreferencesStore();
  const session = useSessionStore();
  const shell = useShellStore();

  const hasImage = (): boolean => image.info !== undefined;
  const hasCalibration = (): boolean => documents.calibration !== null;
  const hasPattern = (): boolean => patterns.pattern !== undefined;

  async function open(): Promise<void> {
    const refs = await shell.pick({
      title: 'Open image, calibration or mask',
      kinds: ['image', 'calibration', 'mask', 'calibrant'],
      multiple: true,
    });
    await files.takeFiles(refs, hooks);
  }

  async function openCalibration(): Promise<void> {
    const [ref] = await shell.pick({ title: 'Open calibration', kinds: ['calibration'] });
    if (ref !== undefined) await files.openCalibration(ref);
  }

  async function addMask(): Promise<void> {
    const refs = await shell.pick({ title: 'Add mask', kinds: ['mask', 'image'], multiple: true });
    for (const ref of refs) await files.addMask(ref);
  }

  async function step(direction: -1 | 1): Promise<void> {
    if (!(await image.step(direction)))
      notices.show({
        text: `${image.info?.name ?? 'This'} is the ${direction < 0 ? 'first' : 'last'} image of its folder.`,
      });
  }

  const toggleView = (
    key: 'showRings' | 'showMask' | 'showBeamCentre',
    what: string,
  ): Pick<Command, 'isOn' | 'run'> => ({
    isOn: () => documents.view[key],
    run: () =>
      documents.changeView(`${what} ${documents.view[key] ? 'hidden' : 'shown'}`, { [key]: !documents.view[key] }),
  });

  const imageScales: readonly (readonly [View['scale'], string])[] = [
    ['linear', 'linear'],
    ['log', 'logarithmic'],
    ['sqrt', 'square root'],
    ['asinh', 'asinh'],
  ];
  const plotScales = imageScales.filter(([scale]) => scale !== 'asinh') as readonly (readonly [
    View['plotScale'],
    string,
  ])[];

  return [
    { id: 'file.open', title: 'Open…', menu: 'File', section: 'open', keys: ['Ctrl+O'], run: open },
    {
      id: 'file.openCalibration',
      title: 'Open calibration…',
      menu: 'File',
      section: 'open',
      keys: ['Ctrl+Shift+O'],
      run: openCalibration,
    },
    { id: 'file.addMask', title: 'Add mask…', menu: 'File', section: 'open', run: addMask },
    {
      id: 'file.previous',
      title: 'Previous file',
      menu: 'File',
      section: 'step',
      keys: ['ArrowLeft', 'Alt+ArrowLeft'],
      when: hasImage,
      run: () => step(-1),
    },
    {
      id: 'file.next',
      title: 'Next file',
      menu: 'File',
      section: 'step',
      keys: ['ArrowRight', 'Alt+ArrowRight'],
      when: hasImage,
      run: () => step(1),
    },
    {
      id: 'file.previousFrame',
      title: 'Previous frame',
      menu: 'File',
      section: 'step',
      keys: ['PageUp'],
      when: () => hasImage() && image.frameNumber > 0,
      run: () => image.showFrame(image.frameNumber - 1),
    },
    {
      id: 'file.nextFrame',
      title: 'Next frame',
      menu: 'File',
      section: 'step',
      keys: ['PageDown'],
      when: () => hasImage() && image.frameNumber < (image.info?.frameCount ?? 1) - 1,
      run: () => image.showFrame(image.frameNumber + 1),
    },
    {
      id: 'file.savePattern',
      title: 'Save pattern…',
      menu: 'File',
      section: 'save',
      keys: ['Ctrl+S'],
      when: hasPattern,
      run: () => void (shell.isSaveOpen = true),
    },
    {
      id: 'calibration.save',
      title: 'Save calibration…',
      menu: 'File',
      section: 'save',
      keys: ['Ctrl+Shift+S'],
      when: hasCalibration,
      run: () => void (shell.isSaveCalibrationOpen = true),
    },
    {
      id: 'file.downloadSession',
      title: 'Save session as a file…',
      menu: 'File',
      section: 'save',
      run: () =>
        offerDownload(`${image.info?.name ?? 'annulus'}.session.json`, JSON.stringify(session.asJson(), null, 2)),
    },
    {
      id: 'file.newSession',
      title: 'New session',
      menu: 'File',
      section: 'session',
      run: () => {
        const before = session.asJson();
        image.close();
        documents.reset({ ...emptyDocument(), view: documents.view });
        orientations.question = undefined;
        notices.show({
          text: 'New session.',
          actions: [{ label: 'Go back to the old one', run: () => void session.restore(before, 'The old session') }],
        });
      },
    },

    {
      id: 'edit.undo',
      title: () => (documents.undoLabel === undefined ? 'Undo' : `Undo: ${documents.undoLabel}`),
      menu: 'Edit',
      section: 'history',
      keys: ['Ctrl+Z'],
      when: () => documents.undoLabel !== undefined,
      run: () => void documents.undo(),
    },
    {
      id: 'edit.redo',
      title: () => (documents.redoLabel === undefined ? 'Redo' : `Redo: ${documents.redoLabel}`),
      menu: 'Edit',
      section: 'history',
      keys: ['Ctrl+Shift+Z', 'Ctrl+Y'],
      when: () => documents.redoLabel !== undefined,
      run: () => void documents.redo(),
    },

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
      id: 'view.beamCentre',
      title: 'Beam centre',
      menu: 'View',
      section: 'overlay',
      keys: ['Alt+B'],
      ...toggleView('showBeamCentre', 'Beam centre'),
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
    ...imageScales.map(([scale, name]): Command => ({
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

    {
      id: 'calibration.reverseRows',
      title: 'Rows reversed',
      menu: 'Calibration',
      section: 'orientation',
      when: hasCalibration,
      isOn: () => [1, 2].includes(documents.calibration?.calibration.detector.orientation ?? 3),
      run: () => orientations.choose(toggleRows(documents.calibration?.calibration.detector.orientation ?? 3)),
    },
    {
      id: 'calibration.reverseColumns',
      title: 'Columns reversed',
      menu: 'Calibration',
      section: 'orientation',
      when: hasCalibration,
      isOn: () => [1, 4].includes(documents.calibration?.calibration.detector.orientation ?? 3),
      run: () => orientations.choose(toggleColumns(documents.calibration?.calibration.detector.orientation ?? 3)),
    },
    {
      id: 'calibration.compareOrientations',
      title: 'Find the orientation',
      menu: 'Calibration',
      section: 'orientation',
      when: () => hasCalibration() && hasImage(),
      run: async () => {
        const before = documents.calibration;
        await orientations.settle();
        if (documents.calibration === before && !orientations.question)
          notices.show({ tone: 'good', text: 'The orientation in use gives the sharpest rings.' });
      },
    },
    {
      id: 'calibration.fromImage',
      title: 'Enter a calibration by hand',
      menu: 'Calibration',
      section: 'edit',
      when: () => hasImage() && !hasCalibration(),
      run: () => {
        if (image.info) documents.changeCalibration('Calibration by hand', calibrationFromImage(image.info));
      },
    },
    ...(['poni', 'fit2d', 'saxsdog'] as const).map((form): Command => ({
      id: `calibration.copy.${form}`,
      title: `Copy geometry as ${{ poni: '.poni', fit2d: 'Fit2D', saxsdog: 'SAXSdog' }[form]} text`,
      menu: 'Calibration',
      section: 'copy',
      when: hasCalibration,
      run: async () => {
        const calibration = documents.calibration?.calibration;
        if (!calibration) return;
        const { text } = await host.call('calibration.format', {
          calibration,
          form,
          ...(image.shape ? { shape: [image.shape[0], image.shape[1]] } : {}),
        });
        await copyText(text);
        notices.show({ tone: 'good', text: 'Geometry copied.', lifetime: 3000 });
      },
    })),
    {
      id: 'calibration.remove',
      title: 'Remove calibration',
      menu: 'Calibration',
      section: 'remove',
      when: hasCalibration,
      run: () => documents.changeCalibration('Calibration removed', null),
    },
    {
      id: 'calibration.noCalibrant',
      title: 'No calibrant',
      menu: 'Calibration',
      section: 'remove',
      when: () => documents.current.calibrantId !== null && calibrants.calibrants.length > 0,
      run: () => documents.change('No calibrant', { calibrantId: null }),
    },

    ...plotScales.map(([plotScale, name]): Command => ({
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
      id: 'pattern.copyCommand',
      title: 'Copy as command line',
      menu: 'Pattern',
      section: 'command',
      when: () => hasImage() && hasCalibration(),
      run: async () => {
        const command = commandLineOf(documents.current, image.info?.ref ?? '', image.info?.dataset);
        await copyText(command.text);
        notices.show({ tone: 'good', text: 'Command copied.', details: command.remarks });
      },
    },

    {
      id: 'help.palette',
      title: 'All commands…',
      menu: 'Help',
      keys: ['Ctrl+K', 'F1'],
      run: () => void (shell.isPaletteOpen = true),
    },
    { id: 'help.about', title: 'About Annulus', menu: 'Help', run: () => void (shell.isAboutOpen = true) },
  ];
}
