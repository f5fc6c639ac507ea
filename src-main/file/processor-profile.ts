import { Session } from 'node:inspector/promises';
import { writeWhole } from './atomic-write.ts';

/** Runs `work` and writes where its time went, in the form that browsers' developer tools open. */
export async function withProcessorProfile(path: string, work: () => Promise<void>): Promise<void> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.start');
  try {
    await work();
  } finally {
    const { profile } = await session.post('Profiler.stop');
    session.disconnect();
    await writeWhole(path, JSON.stringify(profile), { overwrite: true });
  }
}
