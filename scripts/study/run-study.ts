import { fork, type ChildProcess } from 'node:child_process';
import { coverageTable } from './coverage-table.ts';
import type { CoverageResult } from './coverage-image.ts';
import { STUDY_TAGS } from './random-case.ts';
import type { CaseResult } from './run-case.ts';
import type { StudyRequest } from './study-process.ts';
import { describeCase, studyTable } from './study-table.ts';

export interface StudyOptions {
  /** Script of the processes that do the work */
  readonly process: string;
  readonly cases: number;
  readonly seed: number;
  readonly jobs: number;
  readonly json: boolean;
  /** Number of images of the coverage test, in place of cases */
  readonly coverage?: number;
  readonly tag?: string;
  readonly only?: number;
}

/** Runs a study and prints it. Gives the table in Markdown. */
export async function runStudy(options: StudyOptions): Promise<string> {
  const { seed, json, coverage } = options;
  if (coverage !== undefined) {
    const requests = Array.from({ length: coverage }, (_, number) => ({ kind: 'coverage', number, seed }) as const);
    const table = coverageTable(await askAll<CoverageResult>(requests, options, () => undefined));
    process.stdout.write(json ? `${JSON.stringify(table.rows)}\n` : table.markdown);
    return table.markdown;
  }
  const numbers = options.only === undefined ? Array.from({ length: options.cases }, (_, k) => k) : [options.only];
  const requests = numbers
    .filter((k) => options.tag === undefined || STUDY_TAGS[k % STUDY_TAGS.length] === options.tag)
    .map((number) => ({ kind: 'case', number, seed }) as const);
  const results = await askAll<CaseResult>(requests, options, (result) => {
    if (!json) process.stdout.write(`${describeCase(result)}\n`);
  });
  const table = studyTable(results, seed);
  process.stdout.write(json ? `${JSON.stringify(results)}\n` : `\n${table}`);
  return table;
}

/** Answers in the order of the requests. */
async function askAll<T>(
  requests: readonly StudyRequest[],
  { process: script, jobs }: StudyOptions,
  onResult: (result: T) => void,
): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    const child = fork(script);
    try {
      for (let index = next++; index < requests.length; index = next++) {
        const request = requests[index];
        if (!request) return;
        const result = await ask<T>(child, request);
        results[index] = result;
        onResult(result);
      }
    } finally {
      child.disconnect();
    }
  };
  await Promise.all(Array.from({ length: Math.min(jobs, Math.max(1, requests.length)) }, work));
  return results;
}

function ask<T>(child: ChildProcess, request: StudyRequest): Promise<T> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      child.off('message', onMessage);
      child.off('exit', onExit);
    };
    const onMessage = (message: unknown): void => {
      settle();
      resolve(message as T);
    };
    const onExit = (code: number | null): void => {
      settle();
      reject(new Error(`The process ended with ${code} in ${request.kind} ${request.number}.`));
    };
    child.on('message', onMessage);
    child.on('exit', onExit);
    child.send(request);
  });
}
