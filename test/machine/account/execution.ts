import type { ExecutionStatus } from '../../../domain/execution.ts';
import type { Json } from '../asl/json.ts';
import type { Happening } from '../asl/machine.ts';
import type { Scope } from '../asl/scope.ts';
import type { MachineName } from './arns.ts';

/** One execution of a state machine. */
export interface Execution {
  readonly arn: string;
  readonly name: string;
  readonly machine: MachineName;
  readonly input: Json;
  readonly startedAt: number;
  readonly history: Happening[];
  readonly scope: Scope;
  status: ExecutionStatus;
  endedAt?: number;
  output?: Json;
  error?: string;
  cause?: string;
}

/** The states that an execution came to, in order. */
export const statesOf = ({ history }: Execution): string[] =>
  history.flatMap((each) => (each.kind === 'entered' ? [each.state] : []));

/** The last answer of a state's task. */
export const answerOf = ({ history }: Execution, state: string): Json | undefined =>
  history.flatMap((each) => (each.kind === 'answered' && each.state === state ? [each.answer] : [])).at(-1);

/** The data with which an execution last came to a state. */
export const inputOf = ({ history }: Execution, state: string): Json | undefined =>
  history.flatMap((each) => (each.kind === 'entered' && each.state === state ? [each.input] : [])).at(-1);
