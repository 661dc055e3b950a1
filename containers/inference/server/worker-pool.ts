import { Worker } from 'node:worker_threads';
import { PlatformError } from '../../../domain/errors.ts';
import { type Answer, failure, overloaded } from './answer.ts';
import { log, whereFrom } from './log.ts';
import type { FromWorker, ToWorker } from './messages.ts';
import type { WorkerSettings } from './settings.ts';

/** Requests handed to a worker at once: one that runs and one that waits at its door, so that it never idles. */
const REQUESTS_PER_WORKER = 2;

export interface PoolOptions {
  readonly workerUrl: URL;
  readonly workers: number;
  /** Requests that may wait beyond those handed to workers. */
  readonly maxQueue: number;
  readonly settings: WorkerSettings;
}

interface Job {
  readonly body: string;
  readonly settle: (answer: Answer) => void;
}

interface Seat {
  readonly worker: Worker;
  /** Jobs the worker has, by their number. */
  readonly jobs: Map<number, Job>;
  ready: boolean;
}

/** Workers with one shared, bounded queue. A worker that dies is replaced; its requests are answered with 500. */
export class WorkerPool {
  readonly #options: PoolOptions;
  readonly #seats = new Set<Seat>();
  readonly #queue: Job[] = [];
  #nextId = 0;
  #ending = false;

  private constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** Resolves when every worker has loaded and warmed its model. Throws the first worker's reason when one cannot. */
  static async start(options: PoolOptions): Promise<WorkerPool> {
    const pool = new WorkerPool(options);
    try {
      await Promise.all(Array.from({ length: options.workers }, () => pool.#seat()));
    } catch (error) {
      await pool.end();
      throw error;
    }
    return pool;
  }

  /** False when every worker died and none could be replaced. */
  get isAlive(): boolean {
    return this.#seats.size > 0;
  }

  /** Answers a request body; at once with 503 when the queue is full. */
  answer(body: string): Promise<Answer> {
    if (!this.isAlive) return Promise.resolve(failure());
    const seat = this.#freest();
    if (seat === undefined && this.#queue.length >= this.#options.maxQueue) return Promise.resolve(overloaded());
    return new Promise((settle) => {
      if (seat === undefined) this.#queue.push({ body, settle });
      else this.#hand(seat, { body, settle });
    });
  }

  /** Ends the workers after their last answer. Call it when no request is open. */
  async end(): Promise<void> {
    this.#ending = true;
    const ended = [...this.#seats].map(({ worker }) => new Promise((resolve) => worker.once('exit', resolve)));
    for (const { worker } of this.#seats) worker.postMessage({ kind: 'end' } satisfies ToWorker);
    await Promise.all(ended);
  }

  #seat(): Promise<void> {
    const { workerUrl, settings } = this.#options;
    const worker = new Worker(workerUrl, { workerData: settings });
    const seat: Seat = { worker, jobs: new Map(), ready: false };
    this.#seats.add(seat);
    return new Promise((resolve, reject) => {
      worker.on('message', (message: FromWorker) => {
        switch (message.kind) {
          case 'ready':
            seat.ready = true;
            this.#refill(seat);
            resolve();
            break;
          case 'failed':
            reject(new PlatformError('ARTIFACT_INVALID', message.message, { details: { code: message.code } }));
            break;
          case 'answer':
            this.#settle(seat, message.id, message.answer);
            break;
        }
      });
      worker.on('error', (error) => log('error', 'A worker failed', whereFrom(error)));
      worker.on('exit', () => {
        reject(new PlatformError('UNEXPECTED', 'A worker ended before it was ready'));
        this.#unseat(seat);
      });
    });
  }

  #unseat(seat: Seat): void {
    this.#seats.delete(seat);
    for (const { settle } of seat.jobs.values()) settle(failure());
    if (this.#ending || !seat.ready) return;
    log('warn', 'A worker ended and is replaced', { answeredWithFailure: seat.jobs.size });
    this.#seat().catch((error: unknown) => {
      log('error', 'A worker could not be replaced', whereFrom(error));
      if (!this.isAlive) for (const { settle } of this.#queue.splice(0)) settle(failure());
    });
  }

  #freest(): Seat | undefined {
    let freest: Seat | undefined;
    for (const seat of this.#seats) {
      const hasRoom = seat.ready && seat.jobs.size < REQUESTS_PER_WORKER;
      if (hasRoom && (freest === undefined || seat.jobs.size < freest.jobs.size)) freest = seat;
    }
    return freest;
  }

  #hand(seat: Seat, job: Job): void {
    const id = this.#nextId;
    this.#nextId += 1;
    seat.jobs.set(id, job);
    seat.worker.postMessage({ kind: 'request', id, body: job.body } satisfies ToWorker);
  }

  #settle(seat: Seat, id: number, answer: Answer): void {
    const job = seat.jobs.get(id);
    seat.jobs.delete(id);
    this.#refill(seat);
    job?.settle(answer);
  }

  #refill(seat: Seat): void {
    while (seat.jobs.size < REQUESTS_PER_WORKER) {
      const job = this.#queue.shift();
      if (job === undefined) return;
      this.#hand(seat, job);
    }
  }
}
