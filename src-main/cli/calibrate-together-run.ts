import type { JointModel } from '../../src-shared/calibration/joint-model.ts';
import { judgeTogether } from '../../src-shared/calibration/judge-together.ts';
import { refineTogether } from '../../src-shared/calibration/refine-together.ts';
import type { TogetherOptions } from './check-together.ts';
import { describeTogether } from './describe-together.ts';
import { EXIT_DONE, EXIT_INPUTS_FAILED } from './exit-code.ts';
import { reportDiskFailure } from './terminal.ts';
import { calibrateMembers, judgeAgain, type TogetherMember, type TogetherRun } from './together-members.ts';
import { checkTogetherOutputs, writeTogetherOutputs } from './together-outputs.ts';
import { describeFit, describeMember, witnessOf } from './together-report.ts';

const REJECT_BEYOND = 4;
const SOFT_SCALE = 3;

/** Calibrates each image alone, then all of them at once. */
export async function runTogether(run: TogetherRun): Promise<number> {
  const { inputs, options, terminal } = run;
  const started = performance.now();
  const outputs =
    options.out === undefined
      ? null
      : await checkTogetherOutputs(
          options.out,
          inputs.map(({ path }) => path),
          options.overwrite,
        );
  const members = await calibrateMembers(run);
  if (members.length < 2) {
    terminal.problem(
      `${members.length === 1 ? 'Only one image' : 'No image'} could be calibrated: two or more were expected to refine together.`,
    );
    return EXIT_INPUTS_FAILED;
  }
  const fit = refineTogether(
    members.map(({ joint }) => joint),
    modelOf(options, members),
    {
      refineWavelength: options.refineWavelength,
      fixed: options.fixed.flatMap((name) => [name, ...members.map((_, i) => `${name}[${i + 1}]`)]),
      softScale: SOFT_SCALE,
      rejectBeyond: REJECT_BEYOND,
    },
  );
  const judged = await judgeAgain(run, members, fit);
  const rows = judged.map((member, i) => describeMember(member, fit.images[i]!));
  const verdict = judgeTogether(
    fit,
    judged.map((member, i) => witnessOf(member, rows[i]!)),
  );
  const seconds = (performance.now() - started) / 1000;
  terminal.report({ together: describeFit(fit, verdict, options, seconds), results: rows.map((row) => row) });
  for (const line of describeTogether(run.calibrant.label, fit, verdict, rows)) terminal.print(line);
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

function modelOf({ distances, rotations }: TogetherOptions, members: readonly TogetherMember[]): JointModel {
  const own = (values: readonly number[], scale: number): number[] =>
    members.map(({ place }) => values[place]! * scale);
  if (distances === 'free') return { kind: 'moved', travel: null };
  if (distances) return { kind: 'moved', travel: own(distances, 1e-3) };
  if (rotations) return { kind: 'rotated', angles: own(rotations, Math.PI / 180) };
  return { kind: 'own' };
}
