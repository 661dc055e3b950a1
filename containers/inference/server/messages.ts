import type { Answer } from './answer.ts';

/** Main thread to worker. */
export type ToWorker =
  | { readonly kind: 'request'; readonly id: number; readonly body: string }
  /** No request follows; the worker frees its session and ends. */
  | { readonly kind: 'end' };

/** Worker to main thread. */
export type FromWorker =
  | { readonly kind: 'ready' }
  /** The model could not be loaded; the worker ends. */
  | { readonly kind: 'failed'; readonly code: string; readonly message: string }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: Answer };
