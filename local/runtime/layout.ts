import { join } from 'node:path';

/** The repository that this file is a part of. */
export const REPOSITORY_ROOT = join(import.meta.dirname, '..', '..');

/** Where everything of one runtime lies; nothing of it is kept outside the state directory. */
export interface RuntimeLayout {
  readonly stateDirectory: string;
  /** `RuntimeRecord` as JSON, readable by its owner only. */
  readonly recordFile: string;
  readonly credentialsFile: string;
  readonly logsDirectory: string;
  readonly emulatorDirectory: string;
  readonly objectsDirectory: string;
  readonly planeDirectory: string;
  /** The cloud assembly of the last deployment: where the plane finds each image's build context. */
  readonly assetsDirectory: string;
  /** Emptied at each start. */
  readonly temporaryDirectory: string;
  /** Modules that AWS's own Lambda runtime has: the AWS SDK. */
  readonly lambdaModulesDirectory: string;
}

export function runtimeLayout(stateDirectory: string): RuntimeLayout {
  const at = (...parts: string[]): string => join(stateDirectory, ...parts);
  return {
    stateDirectory,
    recordFile: at('runtime.json'),
    credentialsFile: at('credentials.json'),
    logsDirectory: at('logs'),
    emulatorDirectory: at('emulator', 'state'),
    objectsDirectory: at('emulator', 'objects'),
    planeDirectory: at('plane'),
    assetsDirectory: at('cdk.out'),
    temporaryDirectory: at('tmp'),
    lambdaModulesDirectory: at('lambda-modules'),
  };
}

export const LOG_NAMES = ['supervisor', 'emulator', 'plane', 'deploy'] as const;
export type LogName = (typeof LOG_NAMES)[number];

export function logFile(stateDirectory: string, name: LogName): string {
  return join(runtimeLayout(stateDirectory).logsDirectory, `${name}.log`);
}
