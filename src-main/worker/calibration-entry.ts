import { parentPort } from 'node:worker_threads';
import { runCalibrationJob, type CalibrationJob } from '../../src-shared/calibration/calibration-job.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { CalibrationAnswer } from './calibration-thread.ts';

/** ms: news of the same stage more often than this nobody sees */
const NEWS_EVERY = 50;

// The entry of a calibration thread: takes a job, tells how far it is, answers.
parentPort?.on('message', (job: CalibrationJob) => {
  try {
    post({ kind: 'result', result: runCalibrationJob(job, throttled()) });
  } catch (cause) {
    post({ kind: 'error', error: AppError.from(cause).toJSON() });
  }
});

function throttled(): (fraction: number, stage: string) => void {
  let last = -Infinity;
  let lastStage = '';
  return (fraction, stage) => {
    const now = performance.now();
    if (stage === lastStage && now - last < NEWS_EVERY) return;
    [last, lastStage] = [now, stage];
    post({ kind: 'progress', fraction, stage });
  };
}

function post(answer: CalibrationAnswer): void {
  parentPort?.postMessage(answer);
}
