import { z } from 'zod';

/**
 * What can go wrong at a point that an effect passes.
 *
 * - `throttled`, `server-error`, `access-denied`: the call is refused, with every attempt that its client makes.
 * - `hang`: the first attempt gets no answer until its limit.
 * - `die-before`, `die-after`: the process is killed before the effect, or when it is done and nobody knows of it yet.
 * - `answer-lost`: the effect is done, and the connection breaks before the answer is there.
 */
export const FAULTS = [
  'throttled',
  'server-error',
  'access-denied',
  'hang',
  'die-before',
  'die-after',
  'answer-lost',
] as const;

export type Fault = (typeof FAULTS)[number];

/** A call that was answered with an error instead. */
export type Refusal = Extract<Fault, 'throttled' | 'server-error' | 'access-denied'>;

/** One fault at one point, named as `points.ts` says. */
export const armedFaultSchema = z.strictObject({
  point: z.string().min(1),
  fault: z.enum(FAULTS),
  /** Passes through the point that are left alone first. */
  skip: z.int().min(0).default(0),
  /** Passes that the fault then strikes. */
  times: z.int().min(1).default(1),
});

/** `plan.json`: what is armed. A plan with another id starts counting anew. */
export const faultPlanSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  faults: z.array(armedFaultSchema),
});

/** A line of `trace.jsonl`: one pass through a point. */
export const passSchema = z.object({
  point: z.string(),
  fault: z.enum(FAULTS).optional(),
  /** Milliseconds since the epoch. */
  at: z.number(),
  pid: z.int(),
});

export type ArmedFault = z.infer<typeof armedFaultSchema>;
export type FaultPlan = z.infer<typeof faultPlanSchema>;
export type Pass = z.infer<typeof passSchema>;

/** Whether the armed fault strikes at its `count`-th pass, counted from 0. */
export const strikes = ({ skip, times }: ArmedFault, count: number): boolean => count >= skip && count < skip + times;
