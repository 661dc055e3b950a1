/** A SageMaker job that the state machine waits for. */
export const JOB_KINDS = ['processing', 'training', 'tuning'] as const;
export type JobKind = (typeof JOB_KINDS)[number];

/** What the service says of a job. `undefined` stands for a job that it never created. */
export interface JobObservation {
  readonly status: 'InProgress' | 'Completed' | 'Failed' | 'Stopping' | 'Stopped';
  /** Where a training job left its model. */
  readonly artifactUri: string | undefined;
  /** What the container or the service said of its end. */
  readonly failureReason: string | undefined;
  /** False while it waits for a machine. */
  readonly started?: boolean;
  /** Since when a training job has no machine, at its start or after an interruption; undefined while it has one. */
  readonly waitingSince?: Date | undefined;
  /** How often its spot machine was taken away. */
  readonly interruptions?: number | undefined;
}

/** True while it costs money or soon will. */
export const isUnderWay = (seen: JobObservation | undefined): boolean =>
  seen?.status === 'InProgress' || seen?.status === 'Stopping';
