import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import type { WorkloadInput } from '../../domain/workload/schema.ts';
import { ScriptSource } from '../../lib/constructs/script-source.ts';
import { deployedOf } from './deployed.ts';
import { allowing, statementsOf } from './statements.ts';
import { resourcesOf, type Synthesized, synthesize, testApp, withCandidates } from './synthesize.ts';

type CandidateInput = NonNullable<WorkloadInput['candidates']>[number];

const REGISTRY = '763104351884.dkr.ecr.{region}.amazonaws.com';
const DIGEST = `sha256:${'a'.repeat(64)}`;
const BUCKET = 'cdk-hnb659fds-assets-000000000000-us-east-1';

const script = (name: string, image: string): CandidateInput => ({
  name,
  family: 'script',
  image: `${REGISTRY}/${image}`,
  directory: 'test/local/sagemaker/script',
});

describe('scripts in the training stack', () => {
  let platform: Synthesized;

  beforeAll(async () => {
    platform = await synthesize(
      'local',
      withCandidates([
        script('pinned', `pytorch-training@${DIGEST}`),
        script('tagged', 'huggingface-training:4.50-cpu'),
      ]),
    );
  });

  it('are told to functions with their images in the region, and where their one source lies', () => {
    const { images, sources } = deployedOf(platform, 'reviews');

    const registry = REGISTRY.replace('{region}', 'us-east-1');
    expect(images.training).toEqual({
      pinned: `${registry}/pytorch-training@${DIGEST}`,
      tagged: `${registry}/huggingface-training:4.50-cpu`,
    });
    expect(sources?.pinned).toEqual(sources?.tagged);
    expect(sources?.pinned?.uri).toBe(`s3://${BUCKET}/${sources?.pinned?.sha256}.zip`);
  });

  it('let a training job read their own object of the bucket of assets, and list nothing else there', () => {
    const { sha256 } = deployedOf(platform, 'reviews').sources?.pinned ?? {};
    const training = statementsOf(platform.template('training'));

    const read = allowing(training, 's3:GetObject', 'ImagesTrainingRole').flatMap(({ resources }) => resources);
    expect(read.filter((one) => one.includes(BUCKET))).toEqual([`arn:aws:s3:::${BUCKET}/${sha256}.zip`]);
    const list = allowing(training, 's3:ListBucket', 'ImagesTrainingRole');
    expect(list.filter(({ resources }) => resources.join().includes(BUCKET))).toEqual([
      expect.objectContaining({ condition: { StringEquals: { 's3:prefix': `${sha256}.zip` } } }),
    ]);
  });

  it('let a training job pull the images of their repositories, in the account that has them', () => {
    const pull = allowing(statementsOf(platform.template('training')), 'ecr:BatchGetImage', 'ImagesTrainingRole');
    const others = pull.flatMap(({ resources }) => resources).filter((one) => one.includes(':763104351884:'));

    expect(others.sort()).toEqual([
      'arn:aws:ecr:us-east-1:763104351884:repository/huggingface-training',
      'arn:aws:ecr:us-east-1:763104351884:repository/pytorch-training',
    ]);
  });

  it('are handed to SageMaker as their training describes the algorithm, entry point and all', () => {
    const machines = JSON.stringify(resourcesOf(platform.template('training'), 'AWS::StepFunctions::StateMachine'));

    expect(machines).toContain('\\"AlgorithmSpecification.$\\":\\"$.training.algorithm\\"');
  });

  it('are warned of where a tag names the image', () => {
    const stack = platform.app.node.findChild('trainyard-local-training');
    if (!(stack instanceof Stack)) throw new Error('the training stack is a stack');

    const warnings = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('names its image by a tag'));
    expect(warnings).toHaveLength(1);
    expect(JSON.stringify(warnings[0]?.entry.data)).toContain('Candidate tagged of reviews');
  });
});

describe('the source of a script', () => {
  const folder = mkdtempSync(join(tmpdir(), 'trainyard-source-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  const hashOf = (): string => {
    const directory = relative(join(import.meta.dirname, '..', '..'), folder);
    return new ScriptSource(new Stack(testApp(), 'stack'), 'Source', { directory }).described.sha256;
  };

  it('is known by what is in its files, and not by what Python leaves beside them', () => {
    writeFileSync(join(folder, 'train.py'), 'print(1)\n');
    const first = hashOf();
    expect(first).toMatch(/^[0-9a-f]{64}$/);

    mkdirSync(join(folder, 'lib', '__pycache__'), { recursive: true });
    writeFileSync(join(folder, 'lib', '__pycache__', 'train.cpython-312.pyc'), 'bytes');
    expect(hashOf()).toBe(first);

    writeFileSync(join(folder, 'train.py'), 'print(2)\n');
    expect(hashOf()).not.toBe(first);
  });
});
