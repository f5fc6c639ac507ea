import { calibrationFromImage } from '../session/calibration-from-image.ts';
import { useDocumentStore } from '../session/document-store.ts';
import { useHostStore } from '../session/host-store.ts';
import { useImageStore } from '../session/image-store.ts';
import { useNoticeStore } from '../session/notice-store.ts';
import { useOrientationStore } from '../session/orientation-store.ts';
import type { Orientation } from '../../src-shared/geometry/orientation.ts';
import { toggleColumns, toggleRows } from '../session/orientation.ts';
import { copyText } from '../shell/hand-out.ts';
import { useShellStore } from '../shell/shell-store.ts';
import type { Command } from './command-registry.ts';

/** What is done with the calibration in use. */
export function calibrationCommands(): Command[] {
  const documents = useDocumentStore();
  const host = useHostStore();
  const image = useImageStore();
  const notices = useNoticeStore();
  const orientations = useOrientationStore();
  const shell = useShellStore();
  const hasImage = (): boolean => image.info !== undefined;
  const hasCalibration = (): boolean => documents.calibration !== null;
  const orientation = (): Orientation => documents.calibration?.calibration.detector.orientation ?? 3;

  return [
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
      id: 'calibration.reverseRows',
      title: 'Rows reversed',
      menu: 'Calibration',
      section: 'orientation',
      when: hasCalibration,
      isOn: () => [1, 2].includes(orientation()),
      run: () => orientations.choose(toggleRows(orientation())),
    },
    {
      id: 'calibration.reverseColumns',
      title: 'Columns reversed',
      menu: 'Calibration',
      section: 'orientation',
      when: hasCalibration,
      isOn: () => [1, 4].includes(orientation()),
      run: () => orientations.choose(toggleColumns(orientation())),
    },
    {
      id: 'calibration.compareOrientations',
      title: 'Find the orientation',
      menu: 'Calibration',
      section: 'orientation',
      when: () => hasCalibration() && hasImage(),
      run: async () => {
        if ((await orientations.settle()) === 'kept')
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
      when: () => documents.current.calibrantId !== null,
      run: () => documents.change('No calibrant', { calibrantId: null }),
    },
  ];
}
