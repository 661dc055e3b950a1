/** An error as states report it: what `Retry` and `Catch` match on, and what a `Catch` leaves in the data. */
export class StateFailure extends Error {
  readonly error: string;

  constructor(error: string, cause: string) {
    super(cause);
    this.name = error;
    this.error = error;
  }

  get output(): { readonly Error: string; readonly Cause: string } {
    return { Error: this.error, Cause: this.message };
  }
}

/** An error of the definition or its data, which no `Retry` and no `Catch` on `States.ALL` takes. */
export const runtimeFailure = (cause: string): StateFailure => new StateFailure('States.Runtime', cause);
