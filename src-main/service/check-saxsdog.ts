import type { Ajv } from 'ajv';
import { saxsdogProblems, saxsdogSchema } from '../../src-shared/format/saxsdog-calibration-file.ts';
import type { DocumentProblem } from '../../src-shared/json/document-problem.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { SaxsdogCalibration } from '../../src-shared/model/schema-types.generated.ts';
import { documentProblems } from '../rpc/document-problems.ts';

/**
 * Everything that keeps SAXSdog's engine from working with a calibration, apart from its mask files.
 *
 * @param ajv  made with `allErrors`
 */
export function checkSaxsdog(ajv: Ajv, value: unknown): DocumentProblem[] {
  const problems = documentProblems(ajv, saxsdogSchema.$id, value);
  return problems.length > 0 ? problems : saxsdogProblems(value as SaxsdogCalibration);
}

/** @throws AppError  'calibration' with the first problem, the path of its key in front */
export function requireSaxsdog(ajv: Ajv, value: unknown, name: string): SaxsdogCalibration {
  const problems = checkSaxsdog(ajv, value);
  const [first] = problems;
  if (!first) return value as SaxsdogCalibration;
  const more = problems.length > 1 ? ` (${problems.length - 1} more)` : '';
  throw new AppError('calibration', `${name}: ${first.message}${more}`);
}
