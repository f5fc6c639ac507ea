// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createCommandRegistry } from '../../../src-renderer/command/command-registry.ts';
import { patternCommands } from '../../../src-renderer/command/pattern-commands.ts';
import { useDocumentStore } from '../../../src-renderer/session/document-store.ts';
import { useImageStore } from '../../../src-renderer/session/image-store.ts';
import { useNoticeStore } from '../../../src-renderer/session/notice-store.ts';
import { calibration, imageFrame, imageInfo, settled, useFakeHost } from '../fake-host.ts';

describe('pattern commands', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('copy a script for pyFAI of what is on screen, with its remarks', async () => {
    const copied: string[] = [];
    vi.stubGlobal('navigator', { clipboard: { writeText: async (text: string) => void copied.push(text) } });
    const host = useFakeHost({
      'image.open': async () => imageInfo(),
      'image.frame': async () => imageFrame(),
      'integration.script': async () => ({ text: 'print(1)\n', remarks: ['Run it where the files lie.'] }),
    });
    const commands = createCommandRegistry((error) => {
      throw error;
    });
    commands.register(patternCommands());
    expect(commands.isEnabled('pattern.copyScript')).toBe(false);
    await useImageStore().open('data:/CeO2.tif');
    useDocumentStore().changeCalibration('open', { calibration, warnings: [], origins: {} });
    await settled();
    expect(commands.isEnabled('pattern.copyScript')).toBe(true);
    await commands.run('pattern.copyScript');
    expect(copied).toEqual(['print(1)\n']);
    expect(host.paramsOf('integration.script')).toMatchObject([
      { imageId: 'image-1', frame: 0, calibration, maskIds: [] },
    ]);
    const notice = useNoticeStore().notices.at(-1);
    expect([notice?.text, notice?.details]).toEqual(['Script for pyFAI copied.', ['Run it where the files lie.']]);
  });
});
