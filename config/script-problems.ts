import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ecrImage, imageIn } from '../domain/image/ecr-image.ts';
import { isIgnoredSource } from '../domain/train/source-files.ts';
import type { Candidate } from '../domain/workload/candidate.ts';
import type { EnvironmentConfig } from './environment.ts';
import { standInFor } from './prebuilt-images.ts';
import { sourceProblem } from './source-folder.ts';

type Script = Extract<Candidate, { family: 'script' }>;

interface ScriptProblem {
  /** Of which file: the workload's, or the environment's. */
  readonly of: 'workload' | 'environment';
  /** Of the workload below the candidate, of the environment below its root. */
  readonly path: readonly string[];
  readonly message: string;
}

/** What a script lacks in the repository, whose folder is `repository`, and in the environment. */
export function scriptProblems(
  candidate: Script,
  environment: EnvironmentConfig | undefined,
  repository: string,
): ScriptProblem[] {
  return [
    ...sourceProblems(candidate, repository),
    ...(environment === undefined ? [] : imageProblems(candidate, environment, repository)),
  ];
}

function sourceProblems({ directory, entryPoint }: Script, repository: string): ScriptProblem[] {
  const message = sourceProblem(repository, directory);
  if (message !== undefined) return [{ of: 'workload', path: ['directory'], message }];
  return existsSync(join(repository, directory, entryPoint)) && !isIgnoredSource(entryPoint)
    ? []
    : [{ of: 'workload', path: ['entryPoint'], message: `is not in ${directory}` }];
}

function imageProblems(
  { image, directory }: Script,
  { region, prebuiltImages }: EnvironmentConfig,
  repository: string,
): ScriptProblem[] {
  const uri = imageIn(image, region);
  const parts = ecrImage(uri);
  if (parts?.region !== region) {
    const message = `is of another region, and SageMaker pulls from that of the environment, ${region}: write {region} in it`;
    return [{ of: 'workload', path: ['image'], message }];
  }
  if (prebuiltImages === undefined) return [];
  const standIn = standInFor(prebuiltImages, uri);
  if (standIn === undefined) {
    const line = `'*/${parts.repository}*': '<folder of a virtual environment>'`;
    const message = `has no Python for ${uri}, and no image is pulled here: add ${line}, one with what the scripts in ${directory} import`;
    return [{ of: 'environment', path: ['prebuiltImages'], message }];
  }
  const python = join(resolve(repository, standIn.folder), 'bin', 'python3');
  if (existsSync(python)) return [];
  return [
    {
      of: 'environment',
      path: ['prebuiltImages', standIn.pattern],
      message: `is no virtual environment: ${python} is not there`,
    },
  ];
}
