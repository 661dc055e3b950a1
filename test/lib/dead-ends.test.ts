import { describe, expect, it } from '@jest/globals';
import { Stack } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SnsTopic, SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { recursions } from '../../lib/checks/recursion.ts';
import { testApp } from './synthesize.ts';

const statement = (action: string): PolicyStatement => new PolicyStatement({ actions: [action], resources: ['*'] });

/** A bucket that a writer fills, and whose new objects come to a function over a queue. */
function small() {
  const app = testApp();
  const stack = new Stack(app, 'small');
  const bucket = new Bucket(stack, 'Bucket');
  const assumedBy = new ServicePrincipal('lambda.amazonaws.com');
  bucket.grantPut(new Role(stack, 'Writer', { assumedBy }));
  const role = new Role(stack, 'Role', { assumedBy });
  const reader = new LambdaFunction(stack, 'Reader', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = () => {}'),
    role,
  });
  const queue = new Queue(stack, 'Queue');
  reader.addEventSource(new SqsEventSource(queue));
  bucket.grantRead(role);
  const rule = new Rule(stack, 'Created', {
    eventPattern: { source: ['aws.s3'], detail: { bucket: { name: [bucket.bucketName] } } },
    targets: [new SqsQueue(queue)],
  });
  return { app, stack, role, rule };
}

const WRITER = /^small\/Writer\/DefaultPolicy\/Resource may write .*, and small\/Created\/Resource starts a run/;

describe('a rule for new objects', () => {
  it('may lead to a function that can only read, whoever writes them', () => {
    expect(recursions(small().app)).toEqual([]);
  });

  it.each(['s3:PutObject', 's3:*', 'states:StartExecution', 'lambda:InvokeFunction', 'sns:Publish', '*'])(
    'is refused as soon as that function may %s',
    (action) => {
      const { app, role } = small();
      role.addToPolicy(statement(action));

      expect(recursions(app)).toContainEqual(expect.stringMatching(WRITER));
    },
  );

  it('is refused when what the function may is not written in its own policies', () => {
    const managed = small();
    managed.role.addManagedPolicy(
      new ManagedPolicy(managed.stack, 'Managed', { statements: [statement('s3:GetObject')] }),
    );
    expect(recursions(managed.app)).toContainEqual(expect.stringMatching(WRITER));

    const elsewhere = small();
    elsewhere.role.addManagedPolicy(ManagedPolicy.fromAwsManagedPolicyName('PowerUserAccess'));
    expect(recursions(elsewhere.app)).toContainEqual(expect.stringMatching(WRITER));
  });

  it('is refused with a second target that leads elsewhere', () => {
    const { app, stack, rule } = small();
    rule.addTarget(new SnsTopic(new Topic(stack, 'Topic')));

    expect(recursions(app)).toContainEqual(expect.stringMatching(WRITER));
  });
});
