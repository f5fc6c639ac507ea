import { useCalibrationResultStore } from '../session/calibration-result-store.ts';
import { useImageStore } from '../session/image-store.ts';
import { useSessionStore } from '../session/session-store.ts';
import { useTogetherStore } from '../session/together-store.ts';
import { useShellStore } from '../shell/shell-store.ts';
import type { Command } from './command-registry.ts';

/** Calibrating several images at once. */
export function togetherCommands(): Command[] {
  const image = useImageStore();
  const results = useCalibrationResultStore();
  const session = useSessionStore();
  const shell = useShellStore();
  const together = useTogetherStore();
  return [
    {
      id: 'together.run',
      title: 'Calibrate the images together',
      menu: 'Calibration',
      section: 'together',
      when: () => together.missing === undefined && !results.isRunning,
      run: async () => {
        session.workspace = 'calibration';
        await together.run();
      },
    },
    {
      id: 'together.addFiles',
      title: 'Add images to calibrate together…',
      menu: 'Calibration',
      section: 'together',
      run: async () => {
        together.addFiles(
          await shell.pick({ title: 'Images to calibrate together', kinds: ['image'], multiple: true }),
        );
      },
    },
    {
      id: 'together.addShown',
      title: 'Calibrate this image together with others',
      menu: 'Calibration',
      section: 'together',
      when: () => image.info !== undefined && !together.isShownListed,
      run: () => together.addShown(),
    },
    {
      id: 'together.save',
      title: 'Save the calibrations of all images…',
      menu: 'Calibration',
      section: 'together',
      when: () => together.result !== undefined && together.result.verdict !== 'bad',
      run: () => void (shell.isSaveTogetherOpen = true),
    },
  ];
}
