import { watch } from 'vue';
import { useDetectorStore } from './detector-store.ts';
import { suggestDetector, withDetector } from './detector-suggestion.ts';
import { useDocumentStore } from './document-store.ts';
import { useImageStore } from './image-store.ts';
import { useNoticeStore } from './notice-store.ts';
import { usePatternStore } from './pattern-store.ts';

/**
 * Says where gaps of a detector are integrated as counts because the calibration names none, and offers the remedy.
 * The notice goes when its reason goes: by its button, by the list of detectors, with another image.
 */
export function useDetectorAdvice(): void {
  const detectors = useDetectorStore();
  const documents = useDocumentStore();
  const image = useImageStore();
  const notices = useNoticeStore();
  const patterns = usePatternStore();
  let shown: { readonly key: string; readonly notice: number } | undefined;

  function wanted() {
    const { info } = image;
    const inUse = documents.calibration;
    if (!info || !inUse || patterns.isHeld) return undefined;
    const guess = suggestDetector(inUse.calibration.detector, info.detectorGuesses);
    const hasGaps = detectors.detectors.find(({ name }) => name === guess?.detector.name)?.hasGaps ?? false;
    if (!guess || !hasGaps) return undefined;
    return { guess, key: `${inUse.name ?? ''}|${guess.label}` };
  }

  watch(
    () => [wanted(), patterns.isHeld] as const,
    ([advice, isHeld]) => {
      if (isHeld || advice?.key === shown?.key) return;
      if (shown) notices.close(shown.notice);
      shown = undefined;
      if (!advice) return;
      const { guess, key } = advice;
      const notice = notices.show({
        tone: 'warn',
        text: `The calibration names no detector; shape and pixels are those of ${guess.label}: without it, pixels in its gaps may be integrated as counts.`,
        actions: [
          {
            label: 'Use it: ignore its gaps',
            run: () => {
              if (documents.calibration)
                documents.changeCalibration(
                  `Detector ${guess.detector.name}`,
                  withDetector(documents.calibration, guess.detector),
                );
            },
          },
        ],
      });
      shown = { key, notice };
    },
    { immediate: true, flush: 'post' },
  );
}
