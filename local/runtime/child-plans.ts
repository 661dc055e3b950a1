import { delimiter, join } from 'node:path';
import type { ChildPlan } from './child.ts';
import type { RootCredentials } from './credentials.ts';
import { awsEnvironment, gatewayUrl } from './environment.ts';
import { logFile, REPOSITORY_ROOT, runtimeLayout } from './layout.ts';

export interface RuntimePlan {
  readonly stateDirectory: string;
  readonly gatewayPort: number;
  readonly planePort: number;
  readonly credentials: RootCredentials;
  /** The module that serves SageMaker. */
  readonly planeEntry: string;
}

export const PLANE_ENTRY = join(REPOSITORY_ROOT, 'local', 'sagemaker', 'main.ts');

export const PYTHON = join(REPOSITORY_ROOT, '.venv', 'bin', 'python');

/** SageMaker: a TypeScript server that knows nothing of this runtime but its environment. */
export function planePlan(plan: RuntimePlan): ChildPlan {
  const layout = runtimeLayout(plan.stateDirectory);
  return {
    name: 'plane',
    command: process.execPath,
    arguments: ['--import', join(import.meta.dirname, 'end-with-parent.ts'), plan.planeEntry],
    workingDirectory: REPOSITORY_ROOT,
    logFile: logFile(plan.stateDirectory, 'plane'),
    environment: {
      ...inheritedEnvironment(),
      ...awsEnvironment(plan.gatewayPort, plan.credentials),
      TMPDIR: layout.temporaryDirectory,
      PLANE_PORT: String(plan.planePort),
      PLANE_STATE_DIRECTORY: layout.planeDirectory,
      PLANE_ASSETS_DIRECTORY: layout.assetsDirectory,
    },
  };
}

/** Every other AWS service: ministack with the plug-in and the mends of `local/emulator`. */
export function emulatorPlan(plan: RuntimePlan): ChildPlan {
  const layout = runtimeLayout(plan.stateDirectory);
  return {
    name: 'emulator',
    command: PYTHON,
    arguments: ['-m', 'emulator'],
    workingDirectory: join(REPOSITORY_ROOT, 'local'),
    logFile: logFile(plan.stateDirectory, 'emulator'),
    environment: {
      ...inheritedEnvironment(),
      AWS_ACCESS_KEY_ID: plan.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: plan.credentials.secretAccessKey,
      AUTH: 'true',
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(plan.gatewayPort),
      PLANE_URL: gatewayUrl(plan.planePort),
      END_WITH_PARENT: '1',
      PERSIST_STATE: '1',
      STATE_DIR: layout.emulatorDirectory,
      S3_PERSIST: '1',
      S3_DATA_DIR: layout.objectsDirectory,
      TMPDIR: layout.temporaryDirectory,
      // AWS's Node.js runtimes bring the AWS SDK, and CDK's own handlers count on it.
      NODE_PATH: layout.lambdaModulesDirectory,
      // Services that nothing here uses would open fixed ports.
      SFTP_ENABLED: '0',
      IOT_MTLS_ENABLED: '0',
      PYTHONDONTWRITEBYTECODE: '1',
      PYTHONUNBUFFERED: '1',
    },
  };
}

/**
 * The caller's environment without what would change the children: their AWS settings (a profile or a session token
 * of a real account) and Node.js or Python options. The repository's own Node.js comes first: Lambdas run on it.
 */
function inheritedEnvironment(): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !/^(AWS_|NODE_|PYTHON|npm_|MINISTACK_|LAMBDA_)/.test(entry[0]),
  );
  const path = [join(REPOSITORY_ROOT, 'node_modules', '.bin'), process.env.PATH ?? ''].join(delimiter);
  return { ...Object.fromEntries(kept), PATH: path };
}
