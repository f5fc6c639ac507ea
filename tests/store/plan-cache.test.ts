import { describe, expect, it, vi } from 'vitest';
import { createPlanCache } from '../../src-main/store/plan-cache.ts';

const planOf = (bytes: number) => async (): Promise<{ bytes: number }> => ({ bytes });

describe('createPlanCache', () => {
  it('builds a plan once for requests at the same time and for later ones', async () => {
    const cache = createPlanCache(1000, () => undefined);
    const build = vi.fn(planOf(10));
    const [a, b] = await Promise.all([cache.findOrBuild('k', build), cache.findOrBuild('k', build)]);
    expect(await cache.findOrBuild('k', build)).toBe(a);
    expect(b).toBe(a);
    expect(build).toHaveBeenCalledOnce();
  });

  it('drops the plans used longest ago when they occupy too much', async () => {
    const dropped: number[] = [];
    const cache = createPlanCache<{ bytes: number }>(100, (plans) => dropped.push(...plans.map(({ bytes }) => bytes)));
    await cache.findOrBuild('a', planOf(40));
    await cache.findOrBuild('b', planOf(41));
    await cache.findOrBuild('a', planOf(40)); // b is the older one now
    await cache.findOrBuild('c', planOf(42));
    expect(dropped).toEqual([41]);
    expect(cache.bytes).toBe(82);
  });

  it('keeps the plan used last however large it is', async () => {
    const cache = createPlanCache(100, () => undefined);
    const build = vi.fn(planOf(500));
    await cache.findOrBuild('a', build);
    await cache.findOrBuild('a', build);
    expect(build).toHaveBeenCalledOnce();
  });

  it('tries again after a build that failed', async () => {
    const cache = createPlanCache(100, () => undefined);
    const build = vi.fn(planOf(1)).mockRejectedValueOnce(new Error('no memory'));
    await expect(cache.findOrBuild('a', build)).rejects.toThrow('no memory');
    expect(await cache.findOrBuild('a', build)).toEqual({ bytes: 1 });
  });

  it('cancels a build only when nobody waits for it any more', async () => {
    const cache = createPlanCache(100, () => undefined);
    let buildSignal: AbortSignal | undefined;
    const endless = (signal: AbortSignal): Promise<{ bytes: number }> => {
      buildSignal = signal;
      return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('stopped'))));
    };
    const [first, second] = [new AbortController(), new AbortController()];
    const requests = [first, second].map(({ signal }) => cache.findOrBuild('a', endless, signal));
    const outcomes = Promise.allSettled(requests);
    first.abort();
    await expect(requests[0]).rejects.toMatchObject({ code: 'cancelled' });
    expect(buildSignal?.aborted).toBe(false);
    second.abort();
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(buildSignal?.aborted).toBe(true);
    expect(await cache.findOrBuild('a', planOf(3))).toEqual({ bytes: 3 });
  });

  it('hands out everything it held when it is cleared', async () => {
    const dropped: number[] = [];
    const cache = createPlanCache<{ bytes: number }>(100, (plans) => dropped.push(plans.length));
    await cache.findOrBuild('a', planOf(1));
    await cache.findOrBuild('b', planOf(2));
    cache.clear();
    expect(dropped).toEqual([2]);
    expect(cache.bytes).toBe(0);
  });
});
