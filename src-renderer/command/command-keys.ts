import type { CommandRegistry } from './command-registry.ts';

const OWN_ARROWS =
  'input, select, textarea, [role="slider"], [role="separator"], [role="menu"], [role="menubar"], [role="listbox"], [role="tree"], [role="grid"], [role="radiogroup"], [role="dialog"], [role="spinbutton"]';

/** Whether the element with the focus wants a key for itself. */
export function keepsKey(
  target: EventTarget | null,
  press: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>,
): boolean {
  if (!(target instanceof Element)) return false;
  const hasModifier = press.ctrlKey || press.metaKey || press.altKey;
  const isText = target.matches(
    'input:not([type="checkbox"], [type="radio"], [type="range"]), textarea, [contenteditable="true"]',
  );
  if (isText && hasModifier) {
    // While a text is being typed, undo belongs to it; afterwards to the window.
    const isUndo = press.ctrlKey || press.metaKey ? /^[zy]$/i.test(press.key) : false;
    return isUndo && target.getAttribute('data-editing') === 'true';
  }
  if (hasModifier) return false;
  // Escape gives up what is being typed; when nothing is, it belongs to the window.
  if (isText) return press.key !== 'Escape' || target.getAttribute('data-editing') === 'true';
  return target.closest(OWN_ARROWS) !== null;
}

/** Lets keys run commands. Returns the way to stop. */
export function listenForKeys(registry: CommandRegistry, target: Window): () => void {
  const onKeydown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing || keepsKey(event.target, event)) return;
    // A dialog covers the window: only its own keys count.
    if (event.target instanceof Element && event.target.closest('[role="dialog"], [role="menu"]')) return;
    const command = registry.forKey(event);
    if (!command) return;
    event.preventDefault();
    void registry.run(command.id);
  };
  target.addEventListener('keydown', onKeydown);
  return () => target.removeEventListener('keydown', onKeydown);
}
