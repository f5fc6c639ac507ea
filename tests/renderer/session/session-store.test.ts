// @vitest-environment happy-dom
import { nextTick } from 'vue';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useDocumentStore } from '../../../src-renderer/session/document-store.ts';
import { useImageStore } from '../../../src-renderer/session/image-store.ts';
import { useNoticeStore } from '../../../src-renderer/session/notice-store.ts';
import { emptyDocument } from '../../../src-renderer/session/session-document.ts';
import { sessionFromSnapshot } from '../../../src-renderer/session/session-snapshot.ts';
import { useSessionStore } from '../../../src-renderer/session/session-store.ts';
import { AppError } from '../../../src-shared/model/app-error.ts';
import type { Session } from '../../../src-shared/model/schema-types.generated.ts';
import type { Handlers } from '../../../src-shared/rpc/contract.ts';
import { calibration, imageFrame, imageInfo, useFakeHost } from '../fake-host.ts';

const ID = 'w-0123456789';
const document = {
  ...emptyDocument(),
  calibration: { calibration, name: 'CeO2.poni', warnings: [], origins: {} },
  settings: { ...emptyDocument().settings, npt: 1500 },
  masks: ['data:/a.msk', 'data:/lost.msk'],
  corrections: { dark: 'data:/lost-dark.tif' },
};
const saved: Session = sessionFromSnapshot(
  { workspace: 'integration', image: { ref: 'data:/scan.h5', dataset: '/entry/data', frame: 3 }, document },
  new Date('2026-11-21T09:00:00Z'),
);

function host(over: Partial<Handlers> = {}) {
  return useFakeHost({
    'session.load': async () => ({ session: saved }),
    'session.save': async () => null,
    'image.open': async ({ ref, dataset }) => {
      if (ref.includes('lost')) throw new AppError('not-found', 'There is no such file.');
      return imageInfo({ ref, imageId: `id of ${ref}`, frameCount: 5, ...(dataset === undefined ? {} : { dataset }) });
    },
    'image.frame': async ({ frame }) => imageFrame(frame),
    'image.close': async () => null,
    'mask.open': async ({ ref }) => {
      if (ref.includes('lost')) throw new AppError('not-found', 'There is no such file.');
      return { maskId: 'm', ref, name: 'a.msk', shape: [2, 3], maskedPixels: 1 };
    },
    ...over,
  });
}

describe('session store', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => {
    vi.useRealTimers();
    localStorage.clear();
  });

  it('brings back image, dataset, frame, calibration and settings, and says what is lost', async () => {
    host();
    await useSessionStore().resume(ID);
    const image = useImageStore();
    expect([image.info?.ref, image.info?.dataset, image.frameNumber]).toEqual(['data:/scan.h5', '/entry/data', 3]);
    const { settings, calibration: restored, current } = useDocumentStore();
    expect(settings.npt).toBe(1500);
    expect(restored?.calibration).toEqual(calibration);
    expect(current.masks).toEqual(['data:/a.msk']);
    expect(current.corrections).toEqual({});
    const [notice] = useNoticeStore().notices;
    expect(notice?.text).toBe('The last session was restored, but for 2 files:');
    expect(notice?.details).toEqual([
      'Mask lost.msk: There is no such file.',
      'Image for dark lost-dark.tif: There is no such file.',
    ]);
  });

  it('keeps the rest when the image is gone, and does not forget which it was', async () => {
    const fake = host({ 'image.open': () => Promise.reject(new AppError('not-found', 'There is no such file.')) });
    const session = useSessionStore();
    await session.resume(ID);
    expect(useDocumentStore().settings.npt).toBe(1500);
    expect(useNoticeStore().notices[0]?.details[0]).toBe('Image scan.h5: There is no such file.');
    await session.save();
    expect(fake.paramsOf('session.save')[0]).toMatchObject({
      sessionId: ID,
      session: { image: { ref: 'data:/scan.h5', dataset: '/entry/data', frame: 3 } },
    });
  });

  it('saves a second after the last of several changes', async () => {
    const fake = host({ 'session.load': async () => ({ session: null }) });
    await useSessionStore().resume(ID);
    const documents = useDocumentStore();
    for (const npt of [1100, 1200]) {
      documents.changeSetting('Bins', 'npt', npt);
      await nextTick();
      await vi.advanceTimersByTimeAsync(900);
    }
    expect(fake.paramsOf('session.save')).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(100);
    expect(fake.paramsOf('session.save')).toMatchObject([{ sessionId: ID, session: { settings: { npt: 1200 } } }]);
  });

  it('does not write over the saved session before that was read', async () => {
    const fake = host();
    useSessionStore();
    useDocumentStore().changeSetting('Bins', 'npt', 7);
    await nextTick();
    await vi.advanceTimersByTimeAsync(5000);
    expect(fake.paramsOf('session.save')).toHaveLength(0);
  });

  it('prefers what the browser kept when the page was left in the middle of a change', async () => {
    host();
    const first = useSessionStore();
    await first.resume(ID);
    useDocumentStore().changeSetting('Bins', 'npt', 1777);
    await nextTick();
    vi.setSystemTime(new Date('2026-11-21T10:00:00Z'));
    first.saveOnLeave();

    const fake = host(); // the reloaded page; the host still has the older session
    await useSessionStore().resume(ID);
    expect(useDocumentStore().settings.npt).toBe(1777);
    expect(fake.paramsOf('session.save')).toHaveLength(1);
    expect(localStorage.length).toBe(0);
  });

  it('tells when saving fails, and is content again when it works', async () => {
    let isFull = true;
    host({
      'session.load': async () => ({ session: null }),
      'session.save': async () => {
        if (isFull) throw new AppError('disk', 'The disk is full.');
        return null;
      },
    });
    const session = useSessionStore();
    await session.resume(ID);
    await session.save();
    expect(session.saveError?.message).toBe('The disk is full.');
    isFull = false;
    await session.save();
    expect(session.saveError).toBeUndefined();
  });

  it('opens everything anew after the connection was lost', async () => {
    const fake = host({ 'session.load': async () => ({ session: null }) });
    const session = useSessionStore();
    await session.resume(ID);
    await useImageStore().open('data:/scan.h5', { frame: 4 });
    await session.reopen();
    expect(fake.paramsOf('image.open')).toHaveLength(2);
    expect(fake.paramsOf('image.frame').at(-1)).toMatchObject({ frame: 4 });
  });
});
