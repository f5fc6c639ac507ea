/** Widths of Helvetica from the blank to the tilde, thousandths of the size: Adobe's metrics of the standard fonts. */
const WIDTHS = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
  556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
  722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
  556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
  260, 334, 584,
];
const OTHERS: Readonly<Record<string, number>> = {
  '°': 400,
  '·': 278,
  '…': 1000,
  '−': 584,
  '±': 584,
  '×': 584,
  Å: 667,
};
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺';
const PLAIN = '0123456789−+';
export const SUPERSCRIPT_SIZE = 0.64;
export const SUPERSCRIPT_RISE = 0.36;

/** A stretch of text in one size: raised characters become smaller plain ones above the line. */
export interface TextRun {
  readonly text: string;
  readonly raised: boolean;
}

export function textRuns(text: string): TextRun[] {
  const runs: { text: string; raised: boolean }[] = [];
  for (const character of text.normalize('NFC')) {
    const index = SUPERSCRIPTS.indexOf(character);
    const raised = index >= 0;
    const plain = raised ? PLAIN[index]! : /[\u00a0\u2000-\u200a\u202f]/.test(character) ? ' ' : character;
    const last = runs.at(-1);
    if (last?.raised === raised) last.text += plain;
    else runs.push({ text: plain, raised });
  }
  return runs;
}

/** Width of a text in Helvetica, in the unit of `size`; characters that it lacks count as a digit. */
export function helveticaWidth(text: string, size: number): number {
  let sum = 0;
  for (const run of textRuns(text))
    for (const character of run.text) {
      const width = WIDTHS[character.codePointAt(0)! - 32] ?? OTHERS[character] ?? 556;
      sum += width * (run.raised ? SUPERSCRIPT_SIZE : 1);
    }
  return (sum * size) / 1000;
}
