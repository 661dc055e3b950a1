import { FAULTS, type Fault } from './fault.ts';

/**
 * The name of a point, `<component>/<effect>`. The component is a stage, `prepare-job`, `evaluate-job`,
 * `prepare-function`, `evaluate-function`, `plane`, `cli` or `state`; the effect is one of
 *
 * - `<Service>.<Operation>`: a call to AWS;
 * - `handler`: a whole invocation of a function;
 * - `<program>-container`: a container that the plane runs;
 * - `answer`: a custom resource's answer to CloudFormation;
 * - `<Operation>`, of the plane: an action of the SageMaker API;
 * - the name of a task state, of `state`.
 */
export const pointName = (component: string, effect: string): string => `${component}/${effect}`;

/** `S3Client` and `PutObjectCommand` of the SDK as the effect of a point. */
export const callName = (client: string, command: string): string =>
  `${client.replace(/Client$/, '')}.${command.replace(/Command$/, '')}`;

const READS = /^(BatchGet|Describe|Get|Head|List|Query|Scan|Search)/;

/** True for an effect that changes nothing. */
export const isRead = (point: string): boolean => READS.test(operationOf(point));

const operationOf = (point: string): string => point.slice(Math.max(point.indexOf('/'), point.indexOf('.')) + 1);

/** The faults that a point can have. What only reads has nothing to lose after it: dying before it is the same. */
export function faultsAt(point: string): readonly Fault[] {
  const [component = '', effect = ''] = point.split('/');
  if (effect === 'handler') return ['hang', 'die-before', 'die-after'];
  if (effect.endsWith('-container')) return ['server-error', 'die-before', 'die-after'];
  return FAULTS.filter((fault) => {
    if (fault === 'die-after' || fault === 'answer-lost') return !isRead(point);
    // A task's own time limit is minutes: what hangs in it is one of the calls inside.
    if (fault === 'hang') return component !== 'state';
    return true;
  });
}
