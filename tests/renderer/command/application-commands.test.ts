// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { applicationCommands } from '../../../src-renderer/command/application-commands.ts';
import { createCommandRegistry } from '../../../src-renderer/command/command-registry.ts';
import { keepsKey } from '../../../src-renderer/command/command-keys.ts';
import { useDocumentStore } from '../../../src-renderer/session/document-store.ts';
import { calibration, useFakeHost } from '../fake-host.ts';

function registry() {
  useFakeHost({});
  const commands = createCommandRegistry((error) => {
    throw error;
  });
  commands.register(
    applicationCommands({ openSession: async () => undefined, browse: () => undefined, showSetup: () => undefined }),
  );
  return commands;
}

describe('application commands', () => {
  it('have ids and keys of their own', () => {
    expect(registry().all.value.length).toBeGreaterThan(40);
  });

  it('include every command that native menus call', () => {
    const ids = new Set(registry().all.value.map(({ id }) => id));
    for (const id of [
      'file.open',
      'file.openCalibration',
      'file.savePattern',
      'edit.undo',
      'edit.redo',
      'view.theme.dark',
      'view.theme.light',
      'help.palette',
      'help.about',
    ])
      expect(ids).toContain(id);
  });

  it('offer no undo of nothing, and take a change back by name', async () => {
    const commands = registry();
    const documents = useDocumentStore();
    expect(commands.isEnabled('edit.undo')).toBe(false);
    await commands.run('view.rings');
    expect(documents.view.showRings).toBe(false);
    expect(commands.isEnabled('edit.undo')).toBe(true);
    await commands.run('edit.undo');
    expect(documents.view.showRings).toBe(true);
  });

  it('reverse rows and columns of a calibration', async () => {
    const commands = registry();
    const documents = useDocumentStore();
    documents.changeCalibration('open', { calibration, warnings: [], origins: {} });
    await commands.run('calibration.reverseRows');
    await commands.run('calibration.reverseColumns');
    expect(documents.calibration?.calibration.detector.orientation).toBe(1);
    expect(documents.calibration?.origins.orientation).toBe('typed');
  });

  it('offer only axes that need no new integration', () => {
    const commands = registry();
    expect(commands.isEnabled('pattern.unit.d_A')).toBe(false);
    useDocumentStore().changeCalibration('open', { calibration, warnings: [], origins: {} });
    expect(commands.isEnabled('pattern.unit.d_A')).toBe(true);
    expect(commands.isEnabled('pattern.unit.r_mm')).toBe(false); // this detector is tilted
  });
});

describe('keys and fields', () => {
  const press = (key: string, over = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, ...over });
  const element = (html: string) => {
    document.body.innerHTML = html;
    return document.body.firstElementChild;
  };

  it('leave letters and arrows to a text field, but not Ctrl+K', () => {
    const input = element('<input type="text">');
    expect(keepsKey(input, press('ArrowLeft'))).toBe(true);
    expect(keepsKey(input, press('a'))).toBe(true);
    expect(keepsKey(input, press('k', { ctrlKey: true }))).toBe(false);
  });

  it('leave Escape to a field only while something is being typed in it', () => {
    expect(keepsKey(element('<input type="text" data-editing="true">'), press('Escape'))).toBe(true);
    expect(keepsKey(element('<input type="text" data-editing="false">'), press('Escape'))).toBe(false);
  });

  it('leave Ctrl+Z to a field only while something is being typed in it', () => {
    expect(keepsKey(element('<input type="text" data-editing="true">'), press('z', { ctrlKey: true }))).toBe(true);
    expect(keepsKey(element('<input type="text" data-editing="false">'), press('z', { ctrlKey: true }))).toBe(false);
  });

  it('leave arrows to sliders and lists, and take them from buttons', () => {
    expect(keepsKey(element('<div role="slider"></div>'), press('ArrowLeft'))).toBe(true);
    expect(keepsKey(element('<select></select>'), press('ArrowLeft'))).toBe(true);
    expect(keepsKey(element('<button></button>'), press('ArrowLeft'))).toBe(false);
  });
});
