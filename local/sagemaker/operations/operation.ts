import type { Plane } from '../plane.ts';

/** Who calls, as the emulator has established it. */
export interface Caller {
  readonly principalArn: string | undefined;
}

/** One action of the API. Its input has passed the service model before it is called. */
export interface Operation {
  readonly name: string;
  run(plane: Plane, input: unknown, caller: Caller): Promise<object>;
}

/** The members of an SDK answer without what only the SDK adds. */
export type Answer<Output> = Omit<Output, '$metadata'>;

/** Binds an action's name to its code; the service model has checked that the input is of its type. */
export function operation<Input, Output extends object>(
  name: string,
  handle: (plane: Plane, input: Input, caller: Caller) => Output | Promise<Output>,
): Operation {
  return { name, run: async (plane, input, caller) => handle(plane, input as Input, caller) };
}

/** A member that the service model requires, whose SDK type still says that it may be missing. */
export function given<T>(value: T | undefined, member: string): T {
  if (value === undefined) throw new Error(`${member} is missing, although the service model requires it`);
  return value;
}
