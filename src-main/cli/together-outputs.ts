import { basename, dirname, join } from 'node:path';
import type { JointRefinement } from '../../src-shared/calibration/joint-result.ts';
import type { Verdict } from '../../src-shared/calibration/verdict.ts';
import { formatCalibration } from '../../src-shared/format/calibration-format.ts';
import { formatNpt } from '../../src-shared/format/npt-format.ts';
import { reportInputs } from '../../src-shared/format/report-inputs.ts';
import { formatTogetherRecipe } from '../../src-shared/format/together-recipe.ts';
import { formatTogetherReport } from '../../src-shared/format/together-report-html.ts';
import type { CalibrationFindings } from '../../src-shared/model/calibration-result.ts';
import { writeWhole } from '../file/atomic-write.ts';
import { createOutputFolder } from '../file/output-folder.ts';
import { writeTogether } from '../file/write-together.ts';
import { keptPoints, nptCalibrant } from '../service/calibration-files-service.ts';
import { calibrationReportContent } from '../service/calibration-report-content.ts';
import { programName } from '../service/program-name.ts';
import type { PreparedInput } from './calibrate-job.ts';
import type { CalibrateOptions } from './calibrate-options.ts';
import { checkTargets, type OutputTarget } from './calibrate-outputs.ts';
import type { TogetherPlan } from './calibrate-together-plan.ts';
import type { Terminal } from './terminal.ts';

/** The files of a run: one recipe for all, calibration and points of each image, in their order. */
export interface TogetherFiles {
  readonly recipe: string;
  readonly images: readonly { readonly poni: string; readonly points: string }[];
}

/** What a run found of one image; there is no calibration where it was left out. */
export interface FoundImage {
  readonly input: PreparedInput;
  readonly result: CalibrationFindings;
  /** With the geometry of the image alone, on the same points; NaN where it was left out */
  readonly rmsAlonePx: number;
}

/** What a run found. */
export interface TogetherFound {
  readonly plan: TogetherPlan;
  readonly fit: JointRefinement;
  readonly verdict: Verdict;
  /** In the order of the plan */
  readonly images: readonly FoundImage[];
}

function filesOf(out: string, paths: readonly string[]): TogetherFiles {
  const base = out.replace(/\.poni$/i, '');
  const stems = paths.map((path) =>
    basename(path)
      .replace(/(\.gz)?$/i, '')
      .replace(/\.[^.]+$/, ''),
  );
  const areDifferent = new Set(stems).size === stems.length;
  const images = stems.map((stem, i) => {
    const each = join(dirname(base), `${basename(base)}_${areDifferent ? stem : i + 1}`);
    return { poni: `${each}.poni`, points: `${each}.npt` };
  });
  return { recipe: `${base}.calibration.json`, images };
}

/** Refuses, before any work, what would be lost. @returns null without --out */
export async function checkTogetherOutputs(
  options: CalibrateOptions,
  inputs: TogetherPlan['inputs'],
): Promise<TogetherFiles | null> {
  const { out, report } = options;
  const files =
    out === undefined
      ? null
      : filesOf(
          out,
          inputs.map(({ path }) => path),
        );
  const written = files ? [files.recipe, ...files.images.flatMap(({ poni, points }) => [poni, points])] : [];
  const targets: OutputTarget[] = written.map((path) => ({ option: '--out', path }));
  if (report !== undefined) targets.push({ option: '--report', path: report });
  await checkTargets(targets, inputs, options);
  return files;
}

/** Writes what the options ask for. @throws AppError as `writeWhole` */
export async function writeTogetherOutputs(
  found: TogetherFound,
  files: TogetherFiles | null,
  { report, overwrite = false, keepBad = false }: CalibrateOptions,
  terminal: Terminal,
): Promise<void> {
  if (files && found.verdict.level === 'bad' && !keepBad)
    terminal.problem('No calibration was written, because the verdict is bad: --keep-bad writes all the same.');
  else if (files) {
    const contents = contentsOf(found, files);
    await createOutputFolder(dirname(files.recipe));
    await writeTogether(contents, { overwrite });
    for (const { path } of contents.filter(({ path: one }) => one.endsWith('.poni'))) terminal.print(path);
    terminal.print(`${files.recipe}, and the points of each image in .npt`);
  }
  if (report !== undefined) {
    await createOutputFolder(dirname(report));
    await writeWhole(report, reportOf(found, dirname(report)), { overwrite });
    terminal.print(report);
  }
}

function contentsOf({ plan, fit, verdict, images }: TogetherFound, files: TogetherFiles) {
  const { calibrant, arrangement, values, refineWavelength, fixed } = plan;
  const program = programName();
  const folder = dirname(files.recipe);
  const free = new Set(fit.correlation.names);
  const recipe = formatTogetherRecipe(
    {
      ...{ arrangement, values: [...values], refineWavelength, fixed: [...fixed] },
      images: images.map(({ input, result }) => ({ inputs: input.recipe(folder, calibrant), result })),
      result: {
        verdict: verdict.level,
        reasons: [...verdict.reasons],
        parameters: fit.parameters.map(({ name, value, uncertainty }) => ({
          ...{ name, value, held: !free.has(name) },
          uncertainty: Number.isNaN(uncertainty) ? null : uncertainty,
        })),
      },
    },
    program,
  );
  const ofImages = images.flatMap(({ input, result: { calibration, points } }, i) => {
    if (!calibration) return [];
    const { poni, points: npt } = files.images[i]!;
    return [
      { path: poni, content: formatCalibration(calibration, 'poni', calibration.detector.shape, { program }) },
      { path: npt, content: formatNpt(keptPoints(points), nptCalibrant(calibrant, input.job.wavelength)) },
    ];
  });
  return [...ofImages, { path: files.recipe, content: recipe }];
}

function reportOf({ plan, fit, verdict, images: found }: TogetherFound, folder: string): string {
  const { calibrant, arrangement, values } = plan;
  const program = programName();
  const free = new Set(fit.correlation.names);
  const images = found.flatMap(({ input, result, rmsAlonePx }, i) => {
    if (!result.calibration) return [];
    const { image, detector } = input.job;
    const described = reportInputs(input.recipe(folder, calibrant), input.origins);
    const content = calibrationReportContent(input.name, image, detector, result, described, { program });
    const given = values[i];
    return [{ content, rmsAlonePx, ...(given === undefined ? {} : { given }) }];
  });
  return formatTogetherReport({
    ...{ calibrantLabel: calibrant.label, verdict: verdict.level, reasons: verdict.reasons, arrangement, program },
    parameters: fit.parameters.map((parameter) => ({ ...parameter, held: !free.has(parameter.name) })),
    ...{ correlation: fit.correlation, warnings: fit.warnings, images },
    leftOut: found.flatMap(({ input, result: { calibration, reasons } }) =>
      calibration ? [] : [{ imageName: input.name, reason: reasons[0] ?? '' }],
    ),
  });
}
