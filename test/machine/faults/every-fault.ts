import { CALL_FAULTS, type Fault, TASK_FAULTS } from '../account/faults.ts';
import type { Loop } from '../loop.ts';

/** Without a failure that nobody explains, whose runs cannot say what went wrong either, and errors to be chosen. */
const APART: readonly Fault['kind'][] = ['stopped-before', 'task-failed', 'task-error'];
export const AT_TASKS = TASK_FAULTS.filter((kind) => !APART.includes(kind));
const AT_CALLS = CALL_FAULTS.filter((kind) => kind !== 'refused-by-itself');

/** Every fault at every time that the loop passed a point. */
export function everyFault({ faults: { passed } }: Loop): Fault[] {
  return [...passed].flatMap(([point, times]) =>
    Array.from({ length: times }, (_, at) => at + 1).flatMap((occurrence) =>
      kindsAt(point).map((kind) => ({ point, occurrence, kind })),
    ),
  );
}

function kindsAt(point: string): readonly Fault['kind'][] {
  if (point.startsWith('enter/')) return ['stopped-before'];
  if (point.startsWith('state/')) return AT_TASKS;
  return point.endsWith('/table.write') ? CALL_FAULTS : AT_CALLS;
}
