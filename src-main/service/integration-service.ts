import { cakeFormat, cakeSuffix } from '../../src-shared/format/cake-formats.ts';
import { formatCakeSidecar, SIDECAR_SUFFIX } from '../../src-shared/format/cake-sidecar.ts';
import { patternSuffix } from '../../src-shared/format/pattern-formats.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import { formatShape, isSameShape, type DetectorImage } from '../../src-shared/model/detector-image.ts';
import type { Cake } from '../../src-shared/model/cake.ts';
import type { Pattern1d } from '../../src-shared/model/pattern-1d.ts';
import type { Integrate1DParams, Integrate2DParams } from '../../src-shared/model/schema-types.generated.ts';
import { radialUnit } from '../../src-shared/quantity/radial-unit.ts';
import type { Handlers } from '../../src-shared/rpc/contract.ts';
import { writeWhole } from '../file/atomic-write.ts';
import { stemOf } from '../file/expand-inputs.ts';
import type { FileAccess } from '../file/file-access.ts';
import { imageName, type ImageStore } from '../store/image-store.ts';
import type { MaskStore } from '../store/mask-store.ts';
import { isWideEnough } from '../worker/filter-cake.ts';
import type { IntegrationEngine } from '../worker/integration-engine.ts';
import { cakeOf } from './cake-of.ts';
import { checkSameShape } from './combine-masks.ts';
import { createCombinedMasks } from './combined-masks.ts';
import { createDrawnFrames } from './drawn-frames.ts';
import { compareOrientations } from './compare-orientations.ts';
import { createFrameValue } from './frame-value-of.ts';
import { frameStatistics } from './frame-statistics.ts';
import { patternOf } from './pattern-of.ts';
import { writeCake, writePattern } from './write-result.ts';

/** Integrates frames of open images. The command line makes the same bytes from the same settings. */
export function createIntegrationService(
  files: FileAccess,
  images: ImageStore,
  masks: MaskStore,
  engine: IntegrationEngine,
) {
  const drawnFrames = createDrawnFrames();
  const combined = createCombinedMasks();
  const frameValue = createFrameValue(files);

  async function companion(
    what: string,
    id: string | undefined,
    image: DetectorImage,
    signal: AbortSignal,
  ): Promise<{ image: DetectorImage | undefined; name: string | undefined }> {
    if (id === undefined) return { image: undefined, name: undefined };
    const found = await images.readFrame(id, 0, signal);
    const name = imageName(images.find(id));
    checkSameShape(`The ${what} ${name}`, found.shape, image.shape);
    return { image: found, name };
  }

  /**
   * Everything that a frame is integrated with, and the names of it; to be released when it is integrated.
   *
   * @param live  a drawn mask goes with the frame, so that a stroke needs no new plan; else it is part of the plan, as
   *   it is for whoever integrates with the saved mask
   */
  async function prepare(params: Integrate1DParams, live: boolean, signal: AbortSignal) {
    const { imageId, frame, calibration, settings } = params;
    const stored = images.find(imageId);
    const image = await images.readFrame(imageId, frame, signal);
    const { shape } = calibration.detector;
    if (shape && !isSameShape(shape, image.shape))
      throw new AppError(
        'shape',
        `The image has ${formatShape(image.shape)} pixels and the calibration is for ${formatShape(shape)}: open the calibration of this detector.`,
      );
    // The first frame of a file lays out the radial axis for all of them.
    const axisFrame = frame === 0 ? undefined : await images.readFrame(imageId, 0, signal);
    const loaded = params.maskIds.map(masks.find);
    const drawn = live ? loaded.filter((mask) => mask.packed !== undefined) : [];
    const dark = await companion('dark', params.darkId, image, signal);
    const flat = await companion('flat', params.flatId, image, signal);
    const background = await companion('background', params.backgroundId, image, signal);
    const normalizedBy = params.normalizeBy && (await frameValue(params.normalizeBy, stored, frame, image.metadata));
    const request = {
      calibration,
      shape: image.shape,
      settings,
      staticMask: combined(
        image.shape,
        loaded.filter(({ packed }) => !(live && packed)),
        settings,
        calibration,
      ),
      dark: dark.image,
      flat: flat.image,
      background: background.image,
    };
    const [lentAxis, lent] = [axisFrame && drawnFrames.lend(axisFrame, drawn), drawnFrames.lend(image, drawn)];
    const origin = {
      settings,
      calibration,
      image: imageName(stored),
      frame,
      masks: loaded.map(({ name }) => name),
      ...(dark.name === undefined ? {} : { dark: dark.name }),
      ...(flat.name === undefined ? {} : { flat: flat.name }),
      ...(background.name === undefined ? {} : { background: background.name }),
      ...(normalizedBy ? { normalizedBy } : {}),
    };
    return {
      request: { ...request, axisFrame: lentAxis?.image, image: lent.image },
      origin,
      release(): void {
        lentAxis?.release();
        lent.release();
      },
    };
  }

  async function integrate(params: Integrate1DParams, live: boolean, signal: AbortSignal): Promise<Pattern1d> {
    const { request, origin, release } = await prepare(params, live, signal);
    try {
      return patternOf(await engine.integrateFrame(request, signal), origin);
    } finally {
      release();
    }
  }

  async function integrateCake(params: Integrate2DParams, live: boolean, signal: AbortSignal): Promise<Cake> {
    const { azimuthBins, azimuthStart, sense } = params;
    const cut = { azimuthBins, ...(azimuthStart === undefined ? {} : { azimuthStart }), sense };
    const settings = { ...params.settings };
    delete settings.patternBackground;
    // On screen cakes too narrow for the filter are shown without it, and their provenance says so.
    if (live && !isWideEnough(settings, cut)) delete settings.filter;
    const { request, origin, release } = await prepare({ ...params, settings }, live, signal);
    try {
      return cakeOf(await engine.integrateCake({ ...request, cut }, signal), { ...origin, cut });
    } finally {
      release();
    }
  }

  /** The files that a frame is saved in. @throws AppError usage  if two would have the same name */
  function targetsOf<Id extends string>(
    { imageId, frame }: { readonly imageId: string; readonly frame: number },
    directory: string,
    stem: string | undefined,
    ids: readonly Id[],
    suffixOf: (id: Id) => string,
  ): { readonly id: Id; readonly name: string; readonly ref: string }[] {
    const stored = images.find(imageId);
    const numbered = stored.summary.frameCount === 1 ? '' : `_${String(frame).padStart(5, '0')}`;
    const base = stem ?? `${stemOf(imageName(stored))}${numbered}`;
    const owners = new Map<string, Id>();
    return [...new Set(ids)].map((id) => {
      const name = `${base}${suffixOf(id)}`;
      const other = owners.get(name);
      if (other !== undefined)
        throw new AppError('usage', `${other} and ${id} would both be named ${name}: save them one after the other.`);
      owners.set(name, id);
      return { id, name, ref: `${directory.replace(/\/$/, '')}/${name}` };
    });
  }

  return {
    'integration.integrate1d': async (params, { signal }) => integrate(params, true, signal),
    'integration.integrate2d': async (params, { signal }) => integrateCake(params, true, signal),
    'integration.correctedFrame': async (params, { signal }) => {
      const { request, origin, release } = await prepare(params, true, signal);
      const samples = await engine.correctFrame(request, signal).finally(release);
      const { value = 1 } = origin.normalizedBy ?? {};
      for (let p = 0; p < samples.length; p++) samples[p]! /= value;
      const { shape } = request.image;
      const corrected = { samples, shape, metadata: { header: {} } };
      return { ...corrected, frame: params.frame, statistics: frameStatistics(corrected) };
    },
    'integration.save': async ({ directory, stem, formats, overwrite, ...params }, { signal }) => {
      const targets = targetsOf(params, directory, stem, formats, patternSuffix);
      const pattern = await integrate(params, false, signal);
      for (const { id, ref, name } of targets)
        await writePattern(id, pattern, await files.resolve(ref, 'write'), name, overwrite);
      return { files: targets.map(({ ref, name }) => ({ ref, name })) };
    },
    'integration.saveCake': async ({ directory, stem, layouts, overwrite, ...params }, { signal }) => {
      const targets = targetsOf(params, directory, stem, layouts, cakeSuffix);
      const [sidecar] = targetsOf(params, directory, stem, ['sidecar'], () => SIDECAR_SUFFIX);
      for (const id of layouts)
        if (cakeFormat(id)?.needs === 'r' && radialUnit(params.settings.radialUnit).quantity !== 'r')
          throw new AppError('usage', `The ${id} layout counts the radius in pixels: choose r as the radial axis.`);
      const cake = await integrateCake(params, false, signal);
      for (const { id, ref } of targets) await writeCake(id, cake, await files.resolve(ref, 'write'), overwrite);
      // The sidecar comes last: where it is, the cake is.
      const path = await files.resolve(sidecar!.ref, 'write');
      await writeWhole(path, formatCakeSidecar(cake), { overwrite });
      return { files: [...targets, sidecar!].map(({ ref, name }) => ({ ref, name })) };
    },
    'calibration.compareOrientations': async ({ imageId, frame, calibration, settings, maskIds }, { signal }) => {
      const image = await images.readFrame(imageId, frame, signal);
      const fixed = combined(image.shape, maskIds.map(masks.find), settings, calibration);
      return compareOrientations(image, calibration, settings, fixed);
    },
  } satisfies Partial<Handlers>;
}
