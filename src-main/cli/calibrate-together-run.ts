import { basename } from 'node:path';
import type { Calibrant } from '../../src-shared/calibrant/calibrant.ts';
import type { JointModel } from '../../src-shared/calibration/joint-model.ts';
import { joinMembers } from '../service/calibrate-together.ts';
import { calibrateMembers, type TogetherTask } from '../service/together-members.ts';
import type { PreparedInput } from './calibrate-job.ts';
import type { TogetherOptions } from './check-together.ts';
import { describeTogether } from './describe-together.ts';
import { EXIT_DONE, EXIT_INPUTS_FAILED } from './exit-code.ts';
import { reportDiskFailure, type Terminal } from './terminal.ts';
import { checkTogetherOutputs, writeTogetherOutputs } from './together-outputs.ts';
import { describeFit } from './together-report.ts';
import type { CalibrateJob } from '../../src-shared/calibration/calibration-job.ts';

export interface TogetherRun {
  readonly inputs: readonly PreparedInput<CalibrateJob>[];
  readonly calibrant: Calibrant;
  readonly options: TogetherOptions & {
    readonly refineWavelength: boolean;
    readonly fixed: readonly string[];
    readonly out?: string;
    readonly overwrite: boolean;
    readonly keepBad: boolean;
  };
  readonly work: TogetherTask['work'];
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

/** Calibrates each image alone, then all of them at once. */
export async function runTogether({
  inputs,
  calibrant,
  options,
  work,
  terminal,
  signal,
}: TogetherRun): Promise<number> {
  const started = performance.now();
  const outputs =
    options.out === undefined
      ? null
      : await checkTogetherOutputs(
          options.out,
          inputs.map(({ path }) => path),
          options.overwrite,
        );
  const { refineWavelength, fixed } = options;
  const task: TogetherTask = {
    ...{ inputs, calibrant, refineWavelength, fixed, work, signal, model: modelOf(options) },
    onLeftOut: ({ name }, reason) => terminal.problem(`${name} is left out: ${reason}`),
    onProgress: (done, name) => terminal.progress(Math.floor(done), inputs.length, basename(name)),
  };
  const members = await calibrateMembers(task);
  if (members.length < 2) {
    terminal.problem(
      `${members.length === 1 ? 'Only one image' : 'No image'} could be calibrated: two or more were expected to refine together.`,
    );
    return EXIT_INPUTS_FAILED;
  }
  const { fit, verdict, rows } = await joinMembers(task, members);
  const seconds = (performance.now() - started) / 1000;
  terminal.report({ together: describeFit(fit, verdict, options, seconds), results: rows.map((row) => row) });
  for (const line of describeTogether(calibrant.label, fit, verdict, rows)) terminal.print(line);
  if (outputs && (verdict.level !== 'bad' || options.keepBad)) {
    try {
      const files = members.map(({ detector, place }, i) => ({
        path: outputs[place]!,
        calibration: { geometry: fit.images[i]!.geometry, detector },
      }));
      await writeTogetherOutputs(files, options.overwrite, terminal);
    } catch (cause) {
      return reportDiskFailure(terminal, cause);
    }
  } else if (outputs)
    terminal.problem('Nothing was written, because the verdict is bad: --keep-bad writes all the same.');
  return verdict.level === 'bad' || members.length < inputs.length ? EXIT_INPUTS_FAILED : EXIT_DONE;
}

function modelOf({ distances, rotations }: TogetherOptions): JointModel {
  if (distances === 'free') return { kind: 'moved', travel: null };
  if (distances) return { kind: 'moved', travel: distances.map((value) => value * 1e-3) };
  if (rotations) return { kind: 'rotated', angles: rotations.map((value) => (value * Math.PI) / 180) };
  return { kind: 'own' };
}
