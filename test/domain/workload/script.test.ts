import { describe, expect, it } from '@jest/globals';
import { candidateSchema } from '../../../domain/workload/candidate.ts';
import { configurationHash, deployedWorkloadSchema } from '../../../domain/workload/deployed.ts';

const IMAGE = `763104351884.dkr.ecr.{region}.amazonaws.com/pytorch-training@sha256:${'a'.repeat(64)}`;
const SCRIPT = { name: 'mine', family: 'script', image: IMAGE, directory: 'trainers/mine' };

const problemsOf = (change: object): string[][] =>
  (candidateSchema.safeParse({ ...SCRIPT, ...change }).error?.issues ?? []).map(({ path, message }) => [
    path.join('.'),
    message,
  ]);

describe('a candidate that is a script', () => {
  it('is an image, a folder and a script in it, and has capacity as others have', () => {
    const capacity = [{ instanceType: 'ml.g5.xlarge', purchase: 'spot', waitSeconds: 600 }];

    expect(candidateSchema.parse({ ...SCRIPT, capacity })).toMatchObject({
      ...SCRIPT,
      capacity,
      entryPoint: 'train.py',
      hyperparameters: {},
      metricDefinitions: [],
    });
  });

  it.each([
    ['pytorch/pytorch:2.6.0', 'is no image of Amazon ECR'],
    ['763104351884.dkr.ecr.{region}.amazonaws.com/pytorch-training', 'needs a digest, or a tag'],
    [
      '763104351884.dkr.ecr.{region}.amazonaws.com/pytorch-training:latest',
      'must not be what happens to be the latest',
    ],
    [`763104351884.dkr.ecr.{region}.amazonaws.com/${'a'.repeat(250)}:1`, '255'],
  ])('cannot be run by %s', (image, message) => {
    expect(problemsOf({ image })).toEqual([['image', expect.stringContaining(message)]]);
  });

  it.each(['/etc', '..', 'a/../b', '.', './a', 'a//b', 'a b', "a';b", ''])('cannot lie in %j', (directory) => {
    expect(problemsOf({ directory }).map(([path]) => path)).toContain('directory');
  });

  it.each(['cdk.out/asset', 'node_modules/x', 'a/.venv-torch/lib', '.trainyard', 'a/__pycache__'])(
    'cannot lie in %s, which tools make',
    (directory) => {
      expect(problemsOf({ directory })).toEqual([
        ['directory', expect.stringContaining('must be a folder of sources')],
      ]);
    },
  );

  it('is refused with all that is wrong with it', () => {
    const problems = problemsOf({
      image: 'pytorch:latest',
      directory: '../elsewhere',
      entryPoint: 'train.sh',
      hyperparameters: { labels: '[]', epochs: 3, text: 'two\nlines' },
      ranges: { C: { min: 1, max: 2 } },
      rules: {},
    });

    expect(Object.fromEntries(problems)).toEqual({
      image: expect.stringContaining('is no image of Amazon ECR'),
      directory: expect.any(String),
      entryPoint: expect.stringContaining('must be a Python file'),
      'hyperparameters.epochs': expect.any(String),
      'hyperparameters.text': expect.stringContaining('must be one line'),
      ranges: expect.stringContaining("SageMaker's tuning jobs start an image by its own entry point only"),
      '': expect.stringContaining('rules'),
    });
  });

  it.each([
    ['script', SCRIPT],
    ['container', { name: 'mine', family: 'container', directory: 'd' }],
  ])('of the family %s leaves alone what every training is told', (_family, candidate) => {
    const told = { labels: '[]', candidate: 'x', epochs: '3' };
    const { error } = candidateSchema.safeParse({ ...candidate, hyperparameters: told });

    expect(error?.issues.map(({ path }) => path.join('.'))).toEqual([
      'hyperparameters.candidate',
      'hyperparameters.labels',
    ]);
  });
});

describe('the identity of a run of a script', () => {
  const hashOf = (sha256: string, change: object = {}, bucket = 'one'): string =>
    configurationHash(
      deployedWorkloadSchema.parse({
        config: { name: 'reviews', labels: { p: 'positive', n: 'negative' }, candidates: [{ ...SCRIPT, ...change }] },
        approval: 'auto',
        approvalTimeoutSeconds: 60,
        debounceSeconds: 0,
        images: { training: { mine: IMAGE.replace('{region}', 'us-east-1') }, inference: 'i' },
        sources: { mine: { uri: `s3://${bucket}/${sha256}.zip`, sha256 } },
      }),
      {},
    );
  const [first, second] = ['1'.repeat(64), '2'.repeat(64)];

  it('is another one once a source, the script or the image has changed', () => {
    const other = IMAGE.replace(/a{64}/, 'b'.repeat(64));

    expect(
      new Set([hashOf(first), hashOf(second), hashOf(first, { entryPoint: 'b.py' }), hashOf(first, { image: other })])
        .size,
    ).toBe(4);
  });

  it('is the same wherever the source is kept, and whatever is read in the log', () => {
    const metricDefinitions = [{ Name: 'loss', Regex: 'loss=(.*?);' }];

    expect(hashOf(first, {}, 'two')).toBe(hashOf(first));
    expect(hashOf(first, { metricDefinitions })).toBe(hashOf(first));
  });
});
