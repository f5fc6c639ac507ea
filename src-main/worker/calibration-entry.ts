import { parentPort, workerData } from 'node:worker_threads';
import { doneHere } from '../../src-shared/calibration/aside.ts';
import { runCalibrationJob, type CalibrationJob } from '../../src-shared/calibration/calibration-job.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import { createAside, serveAside, type AsideStart } from './aside-thread.ts';
import type { CalibrationAnswer, CalibrationStart } from './calibration-thread.ts';

/** ms: news of the same stage more often than this nobody sees */
const NEWS_EVERY = 50;

// The entry of a calibration thread: takes a job, tells how far it is, answers. The thread beside it has the same entry.
const start = workerData as CalibrationStart | AsideStart | null;
if (start && 'aside' in start) serveAside(start);
else serveJobs(start?.hasAside === true);

function serveJobs(hasAside: boolean): void {
  const aside = hasAside ? createAside(new URL(import.meta.url)) : doneHere;
  parentPort?.on('message', (job: CalibrationJob) => {
    try {
      post({ kind: 'result', result: runCalibrationJob(job, throttled(), aside) });
    } catch (cause) {
      post({ kind: 'error', error: AppError.from(cause).toJSON() });
    }
  });
}

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
