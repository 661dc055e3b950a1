/** What can go wrong at one call to the outside. */
export const CALL_FAULTS = [
  /** Refused before anything was done; later it would work. */
  'throttled',
  /** Refused before anything was done, until a person changes something. */
  'denied',
  /** Done, but the answer never came. */
  'answer-lost',
  /** The process dies before the call. */
  'dies-before',
  /** The process dies when the call was done. */
  'dies-after',
  /** The call never comes back. */
  'hangs',
  /** A conditional write is done, but the answer is lost, and the client's own repetition meets what it wrote itself. */
  'refused-by-itself',
] as const;
export type CallFault = (typeof CALL_FAULTS)[number];

/** What can go wrong at a state's task. */
export const TASK_FAULTS = [
  /** The service refuses for a moment. */
  'task-throttled',
  /** The state machine may not make the call, until a person changes something. */
  'task-denied',
  /** The task fails for good, and nobody says why. */
  'task-failed',
  /** The task fails with the fault's `error`. */
  'task-error',
  /** The task's work is done, but the state machine learns that the call failed. */
  'task-answer-lost',
  /** The work is never begun, and the state waits until its time limit. */
  'task-hangs',
  /** The execution is stopped when it comes to the state. */
  'stopped-before',
  /** The execution is stopped when the state's work is done. */
  'stopped-after',
] as const;
export type TaskFault = (typeof TASK_FAULTS)[number];

/** One fault: at the n-th time (from 1) that a point is passed. */
export interface Fault {
  readonly point: string;
  readonly occurrence: number;
  readonly kind: CallFault | TaskFault;
  readonly error?: string;
}

/** The faults of a scenario, and every point that was passed since they were armed, with how often. */
export class Faults {
  readonly passed = new Map<string, number>();
  /** Faults that came about. */
  readonly struck: Fault[] = [];
  #plan: readonly Fault[] = [];

  /** From now on these faults are due, and points are counted anew. */
  arm(plan: readonly Fault[]): void {
    this.passed.clear();
    this.#plan = plan;
  }

  /** Notes that a point is passed, and gives the fault that is due there. */
  at(point: string): Fault | undefined {
    const occurrence = (this.passed.get(point) ?? 0) + 1;
    this.passed.set(point, occurrence);
    const due = this.#plan.find((fault) => fault.point === point && fault.occurrence === occurrence);
    if (due !== undefined) this.struck.push(due);
    return due;
  }
}
