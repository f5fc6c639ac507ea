import type { LabelPlan } from './label-plan.ts';

/** Patterns beyond this need four bytes per pixel. */
const UINT16_LIMIT = 65536;

/** Collects the patterns of a plan, pixel by pixel in rising order. */
export class LabelPatterns {
  private readonly pattern: Uint32Array;
  private readonly runs: number[] = [];
  private readonly labels: number[] = [];
  private readonly counts: number[] = [];
  private readonly owners: number[] = [];
  private patternCount = 0;
  /** Number of the pattern with one or two neighbouring labels + 1, by first label and its parts */
  private readonly near: Uint32Array;
  /** All others, by label and parts in words */
  private readonly far = new Map<string, number>();
  private readonly parts: number;
  private lowest = Infinity;
  private highest = 0;

  /** @param parts  of a pixel */
  constructor(pixelCount: number, labelCount: number, parts: number) {
    this.pattern = new Uint32Array(pixelCount);
    this.near = new Uint32Array((labelCount + 1) * (parts + 1));
    this.parts = parts;
  }

  /** Widens the range of bins; to be called for masked pixels too. */
  reach(low: number, high: number): void {
    if (low < this.lowest) this.lowest = low;
    if (high > this.highest) this.highest = high;
  }

  /** A pixel with `first` parts in bin `label` and the others in the next one. */
  addNear(pixel: number, label: number, first: number): void {
    const key = label * (this.parts + 1) + first;
    let number = this.near[key]!;
    if (number === 0) {
      number = this.define([label, label + 1], [first, this.parts - first]) + 1;
      this.near[key] = number;
    }
    this.append(pixel, number - 1);
  }

  /** A pixel with `counts[i]` parts in bin `labels[i]`. */
  add(pixel: number, labels: readonly number[], counts: readonly number[]): void {
    const key = `${labels.join()};${counts.join()}`;
    let number = this.far.get(key);
    if (number === undefined) {
      number = this.define(labels, counts);
      this.far.set(key, number);
    }
    this.append(pixel, number);
  }

  /** @param origin  where the axis begins */
  finish(scale: number, origin: number): Omit<LabelPlan, 'kind' | 'correction'> {
    const firstLabel = Number.isFinite(this.lowest) ? this.lowest : 0;
    const binCount = this.highest - firstLabel + 1;
    const { patternCount } = this;
    const owners = Uint32Array.from(this.owners);
    const bins = Uint32Array.from(this.labels, (label) => label - firstLabel);
    const shares = Float64Array.from(this.counts, (count) => count / this.parts);
    const runs = Uint32Array.from(this.runs);
    const isSmall = patternCount <= UINT16_LIMIT;
    const pattern = isSmall ? Uint16Array.from(this.pattern) : this.pattern;
    const perPattern = new Uint32Array(patternCount);
    for (let r = 0; r < runs.length; r += 2) for (let p = runs[r]!; p < runs[r + 1]!; p++) perPattern[pattern[p]!]!++;
    const parts = new Float64Array(binCount); // whole numbers until the end: the area of a full bin is exact
    for (let e = 0; e < owners.length; e++) parts[bins[e]!]! += perPattern[owners[e]!]! * this.counts[e]!;
    return {
      pixelCount: pattern.length,
      runs,
      pattern,
      patternCount,
      owners,
      bins,
      shares,
      area: parts.map((count) => count / this.parts),
      axis: Float64Array.from({ length: binCount }, (_, k) => (k + firstLabel + 0.5) / scale + origin),
      scale,
      firstLabel,
    };
  }

  private append(pixel: number, number: number): void {
    const { runs } = this;
    this.pattern[pixel] = number;
    if (runs.length > 0 && runs[runs.length - 1] === pixel) runs[runs.length - 1] = pixel + 1;
    else runs.push(pixel, pixel + 1);
  }

  private define(labels: readonly number[], counts: readonly number[]): number {
    for (let i = 0; i < labels.length; i++) {
      if (counts[i] === 0) continue;
      this.owners.push(this.patternCount);
      this.labels.push(labels[i]!);
      this.counts.push(counts[i]!);
    }
    return this.patternCount++;
  }
}
