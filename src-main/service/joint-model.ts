import type { JointModel } from '../../src-shared/calibration/joint-model.ts';
import type { TogetherArrangement } from '../../src-shared/model/schema-types.generated.ts';

/**
 * How images hang together, from the words that stored files and windows have for it.
 *
 * @param values  one per image: m for `moved`, rad for `rotated`, else of no meaning
 */
export function jointModel(arrangement: TogetherArrangement, values: readonly number[]): JointModel {
  switch (arrangement) {
    case 'own':
      return { kind: 'own' };
    case 'moved':
      return { kind: 'moved', travel: values };
    case 'path':
      return { kind: 'moved', travel: null };
    case 'rotated':
      return { kind: 'rotated', angles: values };
  }
}
