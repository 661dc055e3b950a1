import type { Container } from '../engine/engine.ts';
import { type StopReason, stopReasonOf } from './stop-reason.ts';

/** When the plane itself ends, nobody waits for its containers. */
const SHUTDOWN_GRACE_SECONDS = 3;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** How a job's container ended: by itself, or because it was made to. */
export type Ending =
  | { readonly kind: 'exited'; readonly exitCode: number }
  | { readonly kind: 'stopped'; readonly reason: StopReason };

export interface Limits {
  readonly maxRuntimeSeconds: number;
  /** Between SIGTERM and SIGKILL. */
  readonly graceSeconds: number;
  /** Aborted with a `StopReason`. */
  readonly signal: AbortSignal;
  /** Told before the container is. */
  readonly onStopping?: ((reason: StopReason) => void) | undefined;
}

/** Waits for a container, and ends it when its time is up or its signal is aborted. */
export async function supervise(container: Container, limits: Limits): Promise<Ending> {
  let forced: StopReason | undefined;
  let stopping: Promise<void> = Promise.resolve();
  const end = (reason: StopReason): void => {
    if (forced) return;
    forced = reason;
    limits.onStopping?.(reason);
    stopping = stop(container, reason, limits.graceSeconds);
  };
  const onAbort = (): void => {
    const reason = stopReasonOf(limits.signal);
    if (reason) end(reason);
  };
  const limitMs = Math.min(limits.maxRuntimeSeconds * 1000, LONGEST_TIMER_MS);
  const timer = setTimeout(() => end({ kind: 'max-runtime' }), limitMs);
  limits.signal.addEventListener('abort', onAbort, { once: true });
  onAbort();
  const exitCode = await container.exited;
  clearTimeout(timer);
  limits.signal.removeEventListener('abort', onAbort);
  await stopping;
  return forced ? { kind: 'stopped', reason: forced } : { kind: 'exited', exitCode };
}

function stop(container: Container, reason: StopReason, graceSeconds: number): Promise<void> {
  switch (reason.kind) {
    case 'shutdown':
      return container.stop(SHUTDOWN_GRACE_SECONDS);
    case 'interrupted':
      return reason.interruption.notice ? container.stop(graceSeconds) : container.kill();
    case 'host-failed':
      return container.kill();
    case 'requested':
    case 'max-runtime':
    case 'max-wait':
      return container.stop(graceSeconds);
  }
}
