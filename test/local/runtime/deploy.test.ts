import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  deployTo,
  destroyFrom,
  logFile,
  type RuntimeStatus,
  startRuntime,
  stopRuntime,
} from '../../../local/runtime/index.ts';

const LIMIT_MS = 120_000;
const REPOSITORY = join(import.meta.dirname, '..', '..', '..');

describe('a deployment to the runtime', () => {
  const directory = mkdtempSync(join(tmpdir(), 'trainyard-deploy-'));
  const appDirectory = join(directory, 'app');
  let runtime: RuntimeStatus;

  beforeAll(async () => {
    mkdirSync(appDirectory);
    symlinkSync(join(REPOSITORY, 'node_modules'), join(appDirectory, 'node_modules'));
    writeFileSync(join(appDirectory, 'app.mjs'), readFileSync(join(import.meta.dirname, 'small-app.mjs')));
    writeFileSync(join(appDirectory, 'cdk.json'), JSON.stringify({ app: 'node app.mjs' }));
    runtime = await startRuntime({
      stateDirectory: join(directory, 'state'),
      planeEntry: join(import.meta.dirname, 'stand-in-plane.mjs'),
    });
  }, LIMIT_MS);

  afterAll(async () => {
    await stopRuntime(runtime.stateDirectory);
    rmSync(directory, { recursive: true, force: true });
  }, LIMIT_MS);

  const client = () => ({
    endpoint: runtime.endpointUrl,
    region: 'us-east-1',
    credentials: { ...runtime.credentials },
  });

  it(
    'makes the stacks for the local environment, bootstraps once, and tells each step',
    async () => {
      const lines: string[] = [];
      await deployTo({ runtime, appDirectory, onProgress: (line) => lines.push(line) });

      const { Parameter } = await new SSMClient(client()).send(new GetParameterCommand({ Name: '/small/environment' }));
      expect(Parameter?.Value).toBe('local');
      expect(lines.join('\n')).toMatch(/bootstrapped[\s\S]*small \|.*CREATE_COMPLETE/);

      const again: string[] = [];
      await deployTo({ runtime, appDirectory, onProgress: (line) => again.push(line) });
      expect(again.join('\n')).toContain('no changes');
      expect(again.join('\n')).not.toContain('bootstrap');
    },
    LIMIT_MS,
  );

  it(
    'is destroyed only when no bucket holds an object',
    async () => {
      const s3 = new S3Client(client());
      await s3.send(new PutObjectCommand({ Bucket: 'small-bucket', Key: 'kept', Body: 'x' }));

      const destroying = destroyFrom({ runtime, appDirectory });

      await expect(destroying).rejects.toMatchObject({ code: 'AWS_FAILED' });
      expect(readFileSync(logFile(runtime.stateDirectory, 'deploy'), 'utf8')).toContain('is not empty');
      await s3.send(new HeadObjectCommand({ Bucket: 'small-bucket', Key: 'kept' }));
      await s3.send(new DeleteObjectCommand({ Bucket: 'small-bucket', Key: 'kept' }));
      await destroyFrom({ runtime, appDirectory });
      const gone = s3.send(new HeadObjectCommand({ Bucket: 'small-bucket', Key: 'kept' }));
      await expect(gone).rejects.toMatchObject({ name: 'NotFound' });
    },
    LIMIT_MS,
  );

  it(
    'that fails says what the CDK said',
    async () => {
      writeFileSync(join(appDirectory, 'cdk.json'), JSON.stringify({ app: 'node missing.mjs' }));

      const deploying = deployTo({ runtime, appDirectory });

      await expect(deploying).rejects.toMatchObject({
        code: 'AWS_FAILED',
        message: expect.stringContaining('missing.mjs'),
        next: expect.stringContaining('deploy.log'),
      });
    },
    LIMIT_MS,
  );
});
