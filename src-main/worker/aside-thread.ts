import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import { ASIDE_PARTS } from '../../src-shared/calibration/aside-parts.ts';
import type { Aside, OnStep } from '../../src-shared/calibration/aside.ts';

/** What the thread beside is given when it starts. */
export interface AsideStart {
  readonly aside: MessagePort;
  /** States of the parts under way, then how much of each is done, in thousandths */
  readonly states: Int32Array<SharedArrayBuffer>;
}

type PartName = keyof typeof ASIDE_PARTS;

interface PartRequest {
  readonly number: number;
  readonly name: PartName;
  readonly args: readonly unknown[];
}

/** Without a result if the part failed: it will fail in the same way where it is asked for. */
interface PartAnswer {
  readonly number: number;
  readonly result?: unknown;
}

const untold: OnStep = () => undefined;

/** States of a part: whoever takes it does it. */
const [WAITING, TAKEN, DONE] = [0, 1, 2];
/** A place is used again, and what the thread beside finds there must be of the part that it has in hand. */
const stateOf = (number: number, state: number): number => 4 * number + state;
/** So many parts can be under way. */
const PLACES = 64;
/** ms: a thread that has not answered after this is taken for dead. No part takes a tenth of it. */
const PATIENCE = 30_000;
/** ms: whoever waits asks this often how much is done. */
const NEWS_EVERY = 40;

/**
 * A thread beside the one that calls: this one goes on, and takes a result when it needs it, without returning to its event
 * loop. A part that the other has not begun by then is done here.
 *
 * @param entry  of a thread that calls `serveAside`
 */
export function createAside(entry: URL): Aside {
  const { port1: port, port2 } = new MessageChannel();
  const states = new Int32Array(new SharedArrayBuffer(8 * PLACES));
  const start: AsideStart = { aside: port2, states };
  const thread = new Worker(entry, { workerData: start, transferList: [port2] });
  let isAlive = true;
  thread.on('error', () => (isAlive = false)); // what it was doing is done here
  thread.on('exit', () => (isAlive = false));
  thread.unref();
  port.unref();
  const names = new Map<unknown, PartName>(
    Object.entries(ASIDE_PARTS).map(([name, part]) => [part, name as PartName] as const),
  );
  const answers = new Map<number, PartAnswer>();
  let count = 0;

  function take(number: number, onStep: OnStep): PartAnswer | undefined {
    const place = number % PLACES;
    const [waiting, taken, done] = [stateOf(number, WAITING), stateOf(number, TAKEN), stateOf(number, DONE)];
    if (Atomics.compareExchange(states, place, waiting, taken) === waiting) return undefined;
    for (let waited = 0; Atomics.load(states, place) !== done; waited += NEWS_EVERY) {
      if (waited > PATIENCE) {
        isAlive = false;
        return undefined;
      }
      if (Atomics.wait(states, place, taken, NEWS_EVERY) === 'timed-out')
        onStep(Atomics.load(states, PLACES + place) / 1000);
    }
    for (let message = receiveMessageOnPort(port); message; message = receiveMessageOnPort(port)) {
      const answer = message.message as PartAnswer;
      answers.set(answer.number, answer);
    }
    const answer = answers.get(number);
    for (const old of answers.keys()) if (old === number || old <= number - PLACES) answers.delete(old);
    return answer;
  }

  return {
    isBeside: true,
    begin(part, ...args) {
      const name = names.get(part);
      if (name === undefined || !isAlive) return (onStep = untold) => part(...args, onStep);
      const number = count++;
      Atomics.store(states, PLACES + (number % PLACES), 0);
      Atomics.store(states, number % PLACES, stateOf(number, WAITING));
      port.postMessage({ number, name, args } satisfies PartRequest);
      return (onStep = untold) => {
        const answer = take(number, onStep);
        return answer && 'result' in answer ? (answer.result as ReturnType<typeof part>) : part(...args, onStep);
      };
    },
  };
}

/** In the thread beside: does the parts that it is sent and nobody else has begun. */
export function serveAside({ aside: port, states }: AsideStart): void {
  port.on('message', ({ number, name, args }: PartRequest) => {
    const place = number % PLACES;
    const waiting = stateOf(number, WAITING);
    if (Atomics.compareExchange(states, place, waiting, stateOf(number, TAKEN)) !== waiting) return;
    const onStep: OnStep = (fraction) => Atomics.store(states, PLACES + place, Math.round(1000 * fraction));
    port.postMessage(answerOf(number, name, args, onStep));
    Atomics.store(states, place, stateOf(number, DONE));
    Atomics.notify(states, place);
  });
}

function answerOf(number: number, name: PartName, args: readonly unknown[], onStep: OnStep): PartAnswer {
  try {
    const part = ASIDE_PARTS[name] as (...all: readonly unknown[]) => unknown;
    return { number, result: part(...args, onStep) };
  } catch {
    return { number };
  }
}
