import { basename } from 'node:path';
import { joinMembers } from '../service/calibrate-together.ts';
import { jointModel } from '../service/joint-model.ts';
import { calibrateMembers, type TogetherInput, type TogetherTask } from '../service/together-members.ts';
import { leftOutFindings, memberFindings } from '../service/together-results.ts';
import type { CalibrateOptions } from './calibrate-options.ts';
import type { TogetherPlan } from './calibrate-together-plan.ts';
import { describeTogether } from './describe-together.ts';
import { EXIT_DONE, EXIT_INPUTS_FAILED } from './exit-code.ts';
import { reportDiskFailure, type Terminal } from './terminal.ts';
import { checkTogetherOutputs, type FoundImage, writeTogetherOutputs } from './together-outputs.ts';
import { describeFit } from './together-report.ts';

export interface TogetherRun {
  readonly plan: TogetherPlan;
  readonly options: CalibrateOptions;
  readonly work: TogetherTask['work'];
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

/** Calibrates each image alone, then all of them at once. */
export async function runTogether({ plan, options, work, terminal, signal }: TogetherRun): Promise<number> {
  const started = performance.now();
  const { inputs, calibrant, refineWavelength, fixed } = plan;
  const outputs = await checkTogetherOutputs(options, inputs);
  for (const notice of new Set(inputs.flatMap(({ notices }) => notices))) terminal.notice(notice);
  const leftOut = new Map<TogetherInput, string>();
  const model = jointModel(plan.arrangement, plan.values);
  const task: TogetherTask = {
    ...{ inputs, calibrant, refineWavelength, fixed, work, signal, model },
    onLeftOut: (input, reason) => {
      leftOut.set(input, reason);
      terminal.problem(`${input.name} is left out: ${reason}`);
    },
    onProgress: (done, name) => terminal.progress(Math.floor(done), inputs.length, basename(name)),
  };
  const members = await calibrateMembers(task);
  if (members.length < 2) {
    terminal.problem(
      `${members.length === 1 ? 'Only one image' : 'No image'} could be calibrated: two or more were expected to refine together.`,
    );
    return EXIT_INPUTS_FAILED;
  }
  const { fit, verdict, rows, judged } = await joinMembers(task, members);
  const seconds = (performance.now() - started) / 1000;
  terminal.report({ together: describeFit(fit, verdict, model, seconds), results: rows });
  for (const line of describeTogether(calibrant.label, fit, verdict, rows)) terminal.print(line);

  const found = memberFindings(judged, fit, calibrant);
  const images = inputs.map((input, place): FoundImage => {
    const member = members.findIndex((one) => one.place === place);
    const result = found[member] ?? leftOutFindings(input, calibrant, leftOut.get(input) ?? '');
    return { input, result, rmsAlonePx: rows[member]?.rmsAlonePx ?? NaN };
  });
  try {
    await writeTogetherOutputs({ plan, fit, verdict, images }, outputs, options, terminal);
  } catch (cause) {
    return reportDiskFailure(terminal, cause);
  }
  return verdict.level === 'bad' || members.length < inputs.length ? EXIT_INPUTS_FAILED : EXIT_DONE;
}
