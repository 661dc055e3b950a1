import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { REPOSITORY_ROOT, runtimeLayout } from './layout.ts';

/** Makes what the children expect to be there, and empties what none of them may find from before. */
export async function prepareDirectories(stateDirectory: string): Promise<void> {
  const layout = runtimeLayout(stateDirectory);
  await rm(layout.temporaryDirectory, { recursive: true, force: true });
  await rm(layout.lambdaModulesDirectory, { recursive: true, force: true });
  const directories = [
    layout.logsDirectory,
    layout.emulatorDirectory,
    layout.objectsDirectory,
    layout.planeDirectory,
    layout.temporaryDirectory,
    layout.lambdaModulesDirectory,
  ];
  for (const directory of directories) await mkdir(directory, { recursive: true });
  // The emulator's Lambda workers are CommonJS scripts in here; the repository around it says that scripts are modules.
  await writeFile(join(layout.temporaryDirectory, 'package.json'), '{ "type": "commonjs" }\n');
  for (const scope of ['@aws-sdk', '@smithy']) {
    await symlink(join(REPOSITORY_ROOT, 'node_modules', scope), join(layout.lambdaModulesDirectory, scope));
  }
}
