import { runCase } from './run-case.ts';
import { runCoverageImage } from './coverage-image.ts';

/** What the parent asks for. */
export interface StudyRequest {
  readonly kind: 'case' | 'coverage';
  readonly number: number;
  readonly seed: number;
}

process.on('message', ({ kind, number, seed }: StudyRequest) => {
  process.send?.(kind === 'case' ? runCase(number, seed) : runCoverageImage(number, seed));
});
