import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src-shared/model/app-error.ts';
import { calibrationResult } from '../calibration-result.ts';
import { calibration, settled } from '../fake-host.ts';
import { openCeria } from './open-ceria.ts';

describe('points by hand', () => {
  it('F004: get the chosen ring number without a geometry, and no unasked increase', async () => {
    const { documents, picking } = await openCeria();
    picking.chooseRing(4);
    await picking.click({ x: 1, y: 1 });
    await picking.click({ x: 1, y: 1 });
    expect(documents.current.points.map(({ ring }) => ring)).toEqual([4, 4]);
    expect(documents.undoLabel).toBe('2 points on ring 5');
  });

  it('count up only where that was switched on', async () => {
    const { documents, picking, setups } = await openCeria();
    setups.change('increase', { autoIncrease: true });
    await picking.click({ x: 1, y: 1 });
    await picking.click({ x: 1, y: 1 });
    expect(documents.current.points.map(({ ring }) => ring)).toEqual([0, 1]);
  });

  it('get the ring that the geometry in use puts there, unless a number is chosen', async () => {
    const { documents, picking } = await openCeria();
    documents.change('set', {
      calibrantId: 'CeO2',
      // 0.15 rad at 1 px = 1 m beside the beam: the PONI lies in the corner, the image is square to the beam.
      calibration: {
        calibration: {
          geometry: { dist: 1 / Math.tan(0.15), poni1: 0, poni2: 0, rot1: 0, rot2: 0, rot3: 0, wavelength: 4e-11 },
          detector: { name: 'Detector', pixel1: 1, pixel2: 1, orientation: 3 },
        },
        warnings: [],
        origins: {},
      },
    });
    await settled();
    await picking.click({ x: 1, y: 0 });
    expect(documents.current.points[0]?.ring).toBe(1);
    picking.chooseRing(7);
    await picking.click({ x: 1, y: 0 });
    expect(documents.current.points[1]?.ring).toBe(7);
  });

  it('ask for one peak or for the arc, as the tool says', async () => {
    const { fake, picking } = await openCeria();
    await picking.click({ x: 1, y: 2 });
    await picking.click({ x: 1, y: 2 }, true);
    picking.tool = 'single';
    await picking.click({ x: 1, y: 2 });
    picking.tool = null;
    await picking.click({ x: 1, y: 2 });
    expect(fake.paramsOf('calibration.growPoints')).toMatchObject([
      { x: 1, y: 2, along: true },
      { x: 1, y: 2, along: false },
      { x: 1, y: 2, along: false },
    ]);
  });

  it('are erased by a stroke in one step', async () => {
    const { documents, picking } = await openCeria();
    await picking.click({ x: 1, y: 1 });
    picking.tool = 'erase';
    picking.drag({ x: 3, y: 1 }, { x: 3, y: 1 }, 0.5);
    picking.drag({ x: 3, y: 1 }, { x: 4, y: 2 }, 0.5);
    picking.endDrag();
    expect(documents.current.points).toEqual([]);
    documents.undo();
    expect(documents.current.points[0]?.rows).toEqual([1, 2]);
  });

  it('are selected in a box, then given to a ring or erased, each in one step', async () => {
    const { documents, picking } = await openCeria();
    await picking.click({ x: 1, y: 1 });
    picking.tool = 'box';
    await settled();
    picking.select({ x: 3.5, y: 3 }, { x: 5, y: 0 });
    expect(picking.selected).toEqual([{ x: 4, y: 2 }]);
    picking.chooseRing(2);
    picking.relabelSelected();
    expect(documents.current.points.map(({ ring, rows }) => [ring, rows])).toEqual([
      [0, [1]],
      [2, [2]],
    ]);
    picking.eraseSelected();
    expect(documents.current.points.map(({ rows }) => rows)).toEqual([[1]]);
    expect(picking.selected).toEqual([]);
    documents.undo();
    documents.undo();
    expect(documents.current.points.map(({ ring, rows }) => [ring, rows])).toEqual([[0, [1, 2]]]);
  });

  it('say where a click found nothing, until something else is done', async () => {
    let isRing = false;
    const { picking } = await openCeria({
      'calibration.growPoints': async () => {
        if (!isRing) throw new AppError('not-found', 'This place lies in a gap.');
        return { rows: Float64Array.of(1), columns: Float64Array.of(3) };
      },
    });
    await picking.click({ x: 1, y: 1 });
    expect(picking.complaint).toBe('This place lies in a gap.');
    isRing = true;
    await picking.click({ x: 1, y: 1 });
    expect(picking.complaint).toBeUndefined();
  });

  it('are refined on, and never lost by a fit that fails', async () => {
    const { fake, documents, picking, results, runs, setups } = await openCeria({
      'calibration.refine': async () => {
        throw new AppError('usage', 'Two points fix no geometry.');
      },
    });
    documents.change('Ceria', { calibrantId: 'CeO2' });
    await picking.click({ x: 1, y: 1 });
    setups.change('As they are', { pickedOnly: true });
    await settled(); // what they say of the next ring has been asked for
    await runs.refine();
    expect(fake.paramsOf('calibration.refine').at(-1)).toMatchObject({
      points: { rows: [1, 2], columns: [3, 4], rings: [0, 0] },
      calibrant: { id: 'CeO2' },
      rejectOutliers: true,
      judge: true,
    });
    expect(results.error?.message).toBe('Two points fix no geometry.');
    expect(documents.current.points).toHaveLength(1);
  });

  it('are refined on with those that they predict on further rings, in one step', async () => {
    const further = {
      ...calibrationResult().points,
      rows: Float64Array.of(7, 8),
      columns: Float64Array.of(9, 10),
      rings: Int32Array.of(1, 1),
    };
    const { fake, documents, picking, runs, setups } = await openCeria({
      'calibration.extractPoints': async () => further,
    });
    documents.change('Ceria', { calibrantId: 'CeO2' });
    setups.change('Rings', { ringCount: 5, reach: 3 });
    await picking.click({ x: 1, y: 1 });
    await runs.refine();
    expect(fake.paramsOf('calibration.extractPoints')).toMatchObject([
      { geometry: calibration.geometry, calibrant: { id: 'CeO2' }, ringCount: 5, reach: 3 },
    ]);
    expect(fake.paramsOf('calibration.refine').at(-1)).toMatchObject({
      points: { rows: [1, 2, 7, 8], columns: [3, 4, 9, 10], rings: [0, 0, 1, 1] },
      judge: true,
    });
    expect(documents.current.points.map(({ origin, ring }) => [origin, ring])).toEqual([
      ['picked', 0],
      ['extracted', 1],
    ]);
    documents.undo();
    expect(documents.current.points.map(({ origin }) => origin)).toEqual(['picked']);
    expect(documents.calibration).toBeNull();

    // Once they are there, what was done to them counts.
    documents.redo();
    await runs.refine();
    expect(fake.paramsOf('calibration.extractPoints')).toHaveLength(1);
  });

  it('stay alone where the fit on them is bad', async () => {
    const { fake, documents, picking, results, runs } = await openCeria({
      'calibration.refine': async () => calibrationResult({ verdict: 'bad' }),
    });
    documents.change('Ceria', { calibrantId: 'CeO2' });
    await picking.click({ x: 1, y: 1 });
    await runs.refine();
    expect(fake.paramsOf('calibration.extractPoints')).toEqual([]);
    expect(results.refused?.verdict).toBe('bad');
    expect(documents.current.points).toHaveLength(1);
  });

  // The geometry of the fake host has its beam centre at pixel 487 of row 512; 0.13 rad are 159 px, 0.15 rad 183 px.
  it.each([
    { arc: 90, ring: 1, fact: 'say which ring the next click is on, once they are a long arc' },
    { arc: 85, ring: 0, fact: 'leave the number to the user as long as the arc is short' },
  ])('$fact', async ({ arc, ring }) => {
    const summary = { ring: 0, hkl: '1 1 1', dSpacing: 3.124, twoTheta: 0.13, points: 2, rejected: 0 };
    const found = { meanPx: 0, meanDeg: 0, rmsPx: 0, rmsDeg: 0, state: 'used' as const };
    const { documents, picking } = await openCeria({
      'calibration.refine': async () => calibrationResult({ rings: [{ ...summary, coverageDeg: arc, ...found }] }),
    });
    documents.change('Ceria', { calibrantId: 'CeO2' });
    await settled();
    await picking.click({ x: 487 + 159, y: 512 });
    await picking.click({ x: 487, y: 512 + 184 });
    expect(documents.current.points.map((group) => group.ring)).toEqual([0, ring]);
    picking.chooseRing(4); // whatever the points say
    await picking.click({ x: 487, y: 512 - 184 });
    expect(documents.current.points.at(-1)?.ring).toBe(4);
  });

  it('refine by themselves when switched on, and one undo takes back the points with the fit', async () => {
    const { documents, picking, setups } = await openCeria();
    documents.change('Ceria', { calibrantId: 'CeO2' });
    setups.change('auto', { autoRefine: true });
    await picking.click({ x: 1, y: 1 });
    await settled();
    expect(documents.calibration?.calibration).toEqual(calibration);
    documents.undo();
    expect(documents.current.points).toEqual([]);
    expect(documents.calibration).toBeNull();
  });

  it('keep those that were picked when rings are extracted again', async () => {
    const found = calibrationResult().points;
    const { documents, picking, runs } = await openCeria({ 'calibration.extractPoints': async () => found });
    documents.change('Ceria', { calibrantId: 'CeO2' });
    await picking.click({ x: 1, y: 1 });
    await runs.calibrate();
    await runs.extract();
    await runs.extract();
    expect(documents.current.points.map(({ origin }) => origin)).toEqual(['picked', 'extracted']);
  });
});
