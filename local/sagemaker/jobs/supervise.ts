import type { Container } from '../engine/engine.ts';
import type { StopReason } from './job-desk.ts';

/** When the plane itself ends, nobody waits for its containers. */
const SHUTDOWN_GRACE_SECONDS = 3;

/** How a job's container ended. */
export type Ending =
  | { readonly kind: 'exited'; readonly exitCode: number }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'timed-out' };

export interface Limits {
  readonly maxRuntimeSeconds: number;
  readonly graceSeconds: number;
  /** Aborted when somebody stops the job. */
  readonly signal: AbortSignal;
}

/** Waits for a container, and ends it when its time is up or somebody stops the job. */
export async function supervise(container: Container, limits: Limits): Promise<Ending> {
  let forced: Ending | undefined;
  let stopping: Promise<void> = Promise.resolve();
  const end = (ending: Ending): void => {
    if (forced) return;
    forced = ending;
    const shutdown = limits.signal.reason === ('shutdown' satisfies StopReason);
    stopping = container.stop(shutdown ? SHUTDOWN_GRACE_SECONDS : limits.graceSeconds);
  };
  const onStop = (): void => end({ kind: 'stopped' });
  const timer = setTimeout(() => end({ kind: 'timed-out' }), Math.min(limits.maxRuntimeSeconds * 1000, 2 ** 31 - 1));
  limits.signal.addEventListener('abort', onStop, { once: true });
  if (limits.signal.aborted) onStop();
  const exitCode = await container.exited;
  clearTimeout(timer);
  limits.signal.removeEventListener('abort', onStop);
  await stopping;
  return forced ?? { kind: 'exited', exitCode };
}
