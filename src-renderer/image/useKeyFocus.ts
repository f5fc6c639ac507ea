/**
 * Tells whether a key press is meant for a view: ← and → belong to the window (previous and next file) while the view
 * has the focus only because it was clicked; with Shift, or after Tab, they are the view's own.
 */
export function useKeyFocus(): {
  onPointer: () => void;
  onBlur: () => void;
  isOurs: (event: KeyboardEvent) => boolean;
} {
  let isByPointer = false;
  return {
    onPointer: () => (isByPointer = true),
    onBlur: () => (isByPointer = false),
    isOurs(event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return false;
      return !isByPointer || event.shiftKey || (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight');
    },
  };
}
