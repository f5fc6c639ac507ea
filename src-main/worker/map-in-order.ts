/**
 * Runs a task for every item, several at a time; results come in the order of the items.
 *
 * @param atATime  tasks that run together; later items wait
 * @throws  what a task threw, in its turn; no further task is begun then
 */
export async function* mapInOrder<T, R>(
  items: readonly T[],
  atATime: number,
  task: (item: T, index: number) => Promise<R>,
): AsyncGenerator<R, void, void> {
  const running: Promise<R>[] = [];
  for (let next = 0; next < items.length || running.length > 0;) {
    while (next < items.length && running.length < atATime) {
      const started = task(items[next]!, next);
      started.catch(() => undefined); // heard when its turn comes
      running.push(started);
      next++;
    }
    yield await running.shift()!;
  }
}
