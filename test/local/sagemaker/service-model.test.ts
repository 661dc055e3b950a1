import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { OPERATIONS } from '../../../local/sagemaker/operations/index.ts';
import { loadServiceModel, locateServiceModel } from '../../../local/sagemaker/service-model/load.ts';
import type { ServiceModel } from '../../../local/sagemaker/service-model/model.ts';
import { wholeMatch } from '../../../local/sagemaker/service-model/pattern.ts';
import { validateInput } from '../../../local/sagemaker/service-model/validate.ts';

let directory: string;
let model: ServiceModel;
const names = OPERATIONS.map((one) => one.name);
const source = locateServiceModel(process.env.PLANE_SERVICE_MODEL);

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'model-'));
  model = await loadServiceModel(source, names, join(directory, 'model.json'));
});
afterAll(() => rm(directory, { recursive: true }));

function problemsOf(operation: string, body: unknown): string {
  try {
    validateInput(model, operation, body);
    return '';
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
}

const job = {
  TrainingJobName: 'job-1',
  RoleArn: 'arn:aws:iam::000000000000:role/jobs',
  AlgorithmSpecification: { TrainingImage: 'image:tag', TrainingInputMode: 'File' },
  OutputDataConfig: { S3OutputPath: 's3://bucket/run/' },
  ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 5 },
  StoppingCondition: { MaxRuntimeInSeconds: 60 },
};
const channel = { ChannelName: 'train', DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://b/a' } } };

describe('a request checked against the service model', () => {
  it.each([
    ['a whole job', job, ''],
    [
      'a name out of pattern',
      { ...job, TrainingJobName: 'my_job' },
      "ValidationException: 1 validation error detected: Value 'my_job' at 'trainingJobName' failed to satisfy " +
        'constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}',
    ],
    [
      'a missing member',
      { ...job, RoleArn: undefined },
      "ValidationException: 1 validation error detected: Value null at 'roleArn' failed to satisfy constraint: " +
        'Member must not be null',
    ],
    [
      'a number out of range',
      { ...job, StoppingCondition: { MaxRuntimeInSeconds: 0 } },
      "ValidationException: 1 validation error detected: Value '0' at 'stoppingCondition.maxRuntimeInSeconds' failed " +
        'to satisfy constraint: Member must have value greater than or equal to 1',
    ],
    [
      'a map value that is too long',
      { ...job, HyperParameters: { c: 'x'.repeat(2501) } },
      `ValidationException: 1 validation error detected: Value '${'x'.repeat(2501)}' at 'hyperParameters.c.member' ` +
        'failed to satisfy constraint: Member must have length less than or equal to 2500',
    ],
    [
      'a text where a number belongs',
      { ...job, ResourceConfig: { ...job.ResourceConfig, InstanceCount: '1' } },
      'SerializationException: STRING_VALUE can not be converted to a Integer',
    ],
    [
      'a number where a text belongs',
      { ...job, HyperParameters: { c: 4 } },
      'SerializationException: NUMBER_VALUE can not be converted to a String',
    ],
  ])('is answered as AWS answers it: %s', (_what, body, expected) => {
    expect(problemsOf('CreateTrainingJob', body)).toBe(expected);
  });

  it('names the place inside lists, and every problem at once', () => {
    const body = {
      ...job,
      InputDataConfig: [channel, { ...channel, InputMode: 'Stream', Compression: 'Gzip' }],
      TrainingJobName: 'x'.repeat(64),
    };

    const said = problemsOf('CreateTrainingJob', body);

    expect(said).toMatch(/^ValidationException: 4 validation errors detected: /);
    expect(said).toContain(
      "Value 'Stream' at 'inputDataConfig.2.member.inputMode' failed to satisfy constraint: Member must satisfy enum value set: [",
    );
    expect(said).toContain(
      "Value 'Gzip' at 'inputDataConfig.2.member.compression' failed to satisfy constraint: Member must be one of Channel",
    );
    expect(said).toContain('Member must have length less than or equal to 63');
  });

  it('has patterns that all mean something here', () => {
    const patterns = Object.values(model.shapes).flatMap((shape) => shape.pattern ?? []);

    expect(patterns.length).toBeGreaterThan(40);
    for (const pattern of patterns) expect(wholeMatch(pattern)).toBeInstanceOf(RegExp);
  });

  it('accepts exactly the names that the documentation describes', () => {
    const documented = /^[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$/;
    const characters = fc.string({
      unit: fc.constantFrom('a', 'Z', '0', '-', '_', '.', ' ', 'é'),
      minLength: 1,
      maxLength: 70,
    });
    fc.assert(
      fc.property(characters, (name) => {
        const accepted = problemsOf('DescribeTrainingJob', { TrainingJobName: name }) === '';
        expect(accepted).toBe(documented.test(name));
      }),
    );
  });

  it('reports each unknown member, whatever it is called', () => {
    const known = new Set(Object.keys(model.shapes.CreateTrainingJobRequest?.members ?? {}));
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.jsonValue(), (name, value) => {
        fc.pre(!known.has(name) && name !== '__proto__');
        expect(problemsOf('CreateTrainingJob', { ...job, [name]: value })).toMatch(
          /^ValidationException: 1 validation error detected: .* Member must be one of CreateTrainingJobRequest/s,
        );
      }),
      {
        examples: [
          ['toString', 1],
          ['constructor', null],
        ],
      },
    );
  });

  it('never answers anything but a typed error, whatever the body is', () => {
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.jsonValue(), (operation, body) => {
        expect(problemsOf(operation, body)).toMatch(/^(|(ValidationException|SerializationException): .+)$/s);
      }),
    );
  });

  it('keeps a reduced form of the model for the next start', async () => {
    const file = join(directory, 'model.json');
    const again = await loadServiceModel(source, names, file);

    expect(again).toEqual(model);
    expect((await readFile(file)).length).toBeLessThan(400_000);
  });
});
