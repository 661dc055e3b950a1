import { beforeAll, describe, expect, it } from '@jest/globals';
import { type App, Stack } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import fc from 'fast-check';
import { environmentNames, loadConfiguration } from '../../config/load.ts';
import { overlaps } from '../../lib/checks/object-patterns.ts';
import { recursions } from '../../lib/checks/recursion.ts';
import { addPlatform } from '../../lib/platform.ts';
import { DataStack } from '../../lib/stacks/data.ts';
import { testApp } from './synthesize.ts';

const configurations = new Map<string, Awaited<ReturnType<typeof loadConfiguration>>>();
beforeAll(async () => {
  for (const name of environmentNames()) configurations.set(name, await loadConfiguration(name));
});

function platform(name = 'local') {
  const app = testApp();
  const configuration = configurations.get(name);
  if (configuration === undefined) throw new Error(`${name} was not loaded.`);
  addPlatform(app, configuration);
  const data = app.node.findAll().find((construct) => construct instanceof DataStack);
  if (data === undefined) throw new Error('There is no data stack.');
  return { app, data };
}

const stackIn = (app: App, id: string): Stack =>
  new Stack(app, id, { env: { account: '000000000000', region: 'us-east-1' } });

describe('the platform', () => {
  it.each(environmentNames())('has no role in %s that may write where an upload starts a run', (name) => {
    const { app } = platform(name);
    app.synth();
    expect(recursions(app)).toEqual([]);
  });

  it('is refused at synthesis with one line that names both, when a role may write its raw bucket', () => {
    const { app, data } = platform();
    const role = new Role(stackIn(app, 'careless'), 'Exporter', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    data.raw.grantWrite(role, 'reviews/exports/');

    expect(() => app.synth()).toThrow(
      /^.*RECURSION: careless\/Exporter\/DefaultPolicy\/Resource may write arn:aws:s3:::\{trainyard-local-data\.RawBucket\w+\}\/reviews\/exports\/\*, and trainyard-local-training\/UploadTrigger\/ObjectCreated\/Resource starts a run .*$/m,
    );
  });

  it('is refused for every statement that is too wide, each in a line of its own', () => {
    const { app } = platform();
    const stack = stackIn(app, 'careless');
    for (const [id, action, resource] of [
      ['Everywhere', 's3:PutObject', '*'],
      ['Anything', '*', '*'],
      ['Wildcard', 's3:Put*', 'arn:aws:s3:::*/*'],
    ] as const) {
      const policy = new ManagedPolicy(stack, id);
      policy.addStatements(new PolicyStatement({ actions: [action], resources: [resource] }));
    }

    app.node.addValidation({
      validate: () => {
        const writers = recursions(app).map((line) => line.split(' ')[0]);
        expect(writers).toEqual([
          'careless/Everywhere/Resource',
          'careless/Anything/Resource',
          'careless/Wildcard/Resource',
        ]);
        return [];
      },
    });
    expect(() => app.synth()).toThrow('RECURSION: careless/Everywhere/Resource may write');
  });

  it('may have roles that write elsewhere, or only read', () => {
    const { app, data } = platform();
    const stack = stackIn(app, 'careful');
    const role = new Role(stack, 'Exporter', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    data.lake.grantWrite(role, 'exports/');
    data.raw.grantRead(role);
    new Bucket(stack, 'Own').grantPut(role);

    expect(() => app.synth()).not.toThrow();
  });

  it('may have a rule of its own for a folder that nobody writes', () => {
    const { app, data } = platform();
    const stack = stackIn(app, 'careful');
    new Rule(stack, 'Decisions', {
      eventPattern: {
        source: ['aws.s3'],
        detail: { bucket: { name: [data.lake.name] }, object: { key: [{ prefix: 'inbox/' }] } },
      },
    });
    expect(() => app.synth()).not.toThrow();

    const other = platform();
    new Rule(stackIn(other.app, 'careless'), 'Datasets', {
      eventPattern: {
        source: ['aws.s3'],
        detail: { bucket: { name: [other.data.lake.name] }, object: { key: [{ prefix: 'datasets/' }] } },
      },
    });
    expect(() => other.app.synth()).toThrow(/RECURSION: .* starts a run for every new object under .*datasets\//);
  });
});

describe('a statement and a trigger', () => {
  it('overlap when a key of one is a key of the other', () => {
    const part = fc.constantFrom('a', 'b', 'ab', 'a/', 'b/');
    const text = fc.array(part, { maxLength: 3 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, text, text, (known, rest, prefix) => {
        const key = `${known}${rest}`;
        if (!key.startsWith(prefix)) return;
        expect(overlaps(`arn:aws:s3:::bucket/${known}*`, { bucket: 'bucket', prefix })).toBe(true);
        expect(overlaps(`arn:aws:s3:::bucket/${key}`, { bucket: 'bucket', prefix })).toBe(true);
      }),
    );
  });

  it('do not overlap in another bucket, in another folder, or on the bucket itself', () => {
    const watched = { bucket: 'bucket', prefix: 'in/' };
    expect(overlaps('arn:aws:s3:::other/in/*', watched)).toBe(false);
    expect(overlaps('arn:aws:s3:::bucket/out/*', watched)).toBe(false);
    expect(overlaps('arn:aws:s3:::bucket', watched)).toBe(false);
    expect(overlaps('arn:aws:dynamodb:eu-west-1:1:table/t', watched)).toBe(false);
  });
});
