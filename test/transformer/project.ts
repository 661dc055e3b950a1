import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorkloadInput } from '../../domain/workload/schema.ts';
import { REPOSITORY } from '../loop/world/command-line.ts';

const ROOMS = ['bin', 'cli', 'config', 'containers', 'domain', 'faults', 'lambdas', 'lib', 'local', 'pipelines'];
const FILES = ['cdk.json', 'package.json', 'package-lock.json', 'tsconfig.json', '.npmrc'];
const INSTALLED = ['node_modules', '.venv', '.venv-transformer'];

/** A copy of the repository with one workload of its own, as somebody has it who uses the platform. */
export function createProject(workload: WorkloadInput): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'trainyard-project-'));
  for (const name of [...ROOMS, ...FILES]) cpSync(join(REPOSITORY, name), join(folder, name), { recursive: true });
  for (const name of INSTALLED) symlinkSync(join(REPOSITORY, name), join(folder, name));
  const workloads = join(folder, 'config', 'workloads');
  rmSync(workloads, { recursive: true });
  mkdirSync(workloads);
  writeFileSync(join(workloads, `${workload.name}.ts`), `export default ${JSON.stringify(workload, null, 2)};\n`);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
