import type { KeptResource, StackSeen, Stacks } from '../adapters/stacks.ts';

const TOOLKIT = 'CDKToolkit';
const STACK = 'AWS::CloudFormation::Stack';

export const stacksOf = async (environment: string, stacks: Pick<Stacks, 'all'>): Promise<StackSeen[]> =>
  (await stacks.all()).filter(({ name }) => name.startsWith(`trainyard-${environment}-`));

/**
 * What is still there after an environment was destroyed: what its stacks kept on purpose, stacks that would not go,
 * and the CDK's own stack, which every app of the account and region shares. `before` are the stacks it had.
 */
export async function leftOver(
  environment: string,
  before: readonly StackSeen[],
  stacks: Pick<Stacks, 'all' | 'kept'>,
): Promise<KeptResource[]> {
  const kept = await Promise.all(before.map((stack) => stacks.kept(stack)));
  const still = (await stacks.all()).filter(
    ({ name }) => name === TOOLKIT || name.startsWith(`trainyard-${environment}-`),
  );
  return [...kept.flat(), ...still.map(({ name }) => ({ stack: name, type: STACK, id: name }))];
}
