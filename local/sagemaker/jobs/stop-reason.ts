import type { Interruption } from '../spot/interruption.ts';

/** Why the signal of a job, or of its instance, was aborted. */
export type StopReason =
  | { readonly kind: 'requested' }
  /** The plane itself ends. */
  | { readonly kind: 'shutdown' }
  /** Another host of the job failed, and the job with it. */
  | { readonly kind: 'host-failed' }
  | { readonly kind: 'max-runtime' }
  | { readonly kind: 'max-wait' }
  | { readonly kind: 'interrupted'; readonly interruption: Interruption };

/** Every abort of a job's signals carries one. */
export const stopReasonOf = (signal: AbortSignal): StopReason | undefined =>
  signal.aborted ? signal.reason : undefined;
