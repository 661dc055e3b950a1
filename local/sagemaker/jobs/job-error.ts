/** Why a job failed, in the words of `FailureReason`. */
export class JobError extends Error {
  constructor(fault: 'ClientError' | 'AlgorithmError' | 'CapacityError' | 'InternalServerError', message: string) {
    super(`${fault}: ${message}`.slice(0, MOST_CHARACTERS));
    this.name = fault;
  }
}

/** The length of `FailureReason` and `ExitMessage` in the service model. */
export const MOST_CHARACTERS = 1024;

export const RESTARTED = 'InternalServerError: RUNTIME_RESTARTED: the local runtime was restarted';
