import { pointName } from '../../../domain/faults/points.ts';
import { PROGRAMS } from '../../../domain/processing/messages.ts';
import { OPERATIONS } from '../../../local/sagemaker/operations/index.ts';
import { type Synthesized, synthesize } from '../../lib/synthesize.ts';
import { type AslDefinition, definitionOf } from '../../pipelines/machine.ts';
import { components, effectsOf, stages } from './components.ts';

/** What the plane runs: the programs of the processing image, the training and the inference images. */
const CONTAINERS = [...PROGRAMS, 'train', 'serve'];

/** Every point of the platform, read from its code and from what it synthesizes to. */
export async function listPoints(): Promise<string[]> {
  const calls = components().flatMap((component) =>
    effectsOf(component).map((effect) => pointName(component.name, effect)),
  );
  const points = new Set([
    ...calls,
    ...stages().map((stage) => pointName(stage, 'handler')),
    ...OPERATIONS.map(({ name }) => pointName('plane', name)),
    ...CONTAINERS.map((program) => pointName('plane', `${program}-container`)),
    ...taskStates(await synthesize('local')).map((state) => pointName('state', state)),
  ]);
  return [...points].sort();
}

const taskStates = ({ template }: Synthesized): string[] =>
  ['training', 'serving'].flatMap((stack) => tasksOf(definitionOf(template(stack))));

const tasksOf = ({ States }: AslDefinition): string[] =>
  Object.entries(States).flatMap(([name, state]) => [
    ...(state.Type === 'Task' ? [name] : []),
    ...(state.ItemProcessor === undefined ? [] : tasksOf(state.ItemProcessor)),
  ]);
