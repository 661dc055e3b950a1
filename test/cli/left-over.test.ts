import { describe, expect, it } from '@jest/globals';
import { leftOver, stacksOf } from '../../cli/deploy/left-over.ts';
import { lockHolder } from '../../local/runtime/cdk-lock.ts';

const stack = (name: string, status = 'CREATE_COMPLETE') => ({ name, id: `arn:${name}`, status });
const role = { stack: 'trainyard-dev-api', type: 'AWS::IAM::Role', id: 'kept-role' };

const stacks = {
  all: async () => [stack('CDKToolkit'), stack('trainyard-dev-data', 'DELETE_FAILED'), stack('trainyard-prod-data')],
  kept: async ({ name }: { name: string }) => (name === role.stack ? [role] : []),
};

describe('what a destroyed environment leaves', () => {
  it('is what its stacks kept, the stacks that would not go, and the stack of the CDK; nothing of another one', async () => {
    const before = [stack('trainyard-dev-api'), stack('trainyard-dev-data')];

    expect(await leftOver('dev', before, stacks)).toEqual([
      role,
      { stack: 'CDKToolkit', type: 'AWS::CloudFormation::Stack', id: 'CDKToolkit' },
      { stack: 'trainyard-dev-data', type: 'AWS::CloudFormation::Stack', id: 'trainyard-dev-data' },
    ]);
  });

  it('is looked for in the stacks of that environment alone', async () => {
    expect((await stacksOf('dev', stacks)).map(({ name }) => name)).toEqual(['trainyard-dev-data']);
  });
});

describe('the lock of the CDK', () => {
  it.each([
    ['Another CLI (PID=42) is currently synthing to /x/cdk.out. Invoke the CLI in sequence', 42],
    ["Other CLIs (PID=7, 8) are currently reading from /x/cdk.out. Invoke the CLI in sequence, or use '--output'", 7],
    ['❌  trainyard-local-data failed', undefined],
  ])('%s', (line, holder) => {
    expect(lockHolder(`synthesizing\n${line}\n`)).toBe(holder);
  });
});
