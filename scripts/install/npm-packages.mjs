// The lockfile's npm packages. Has no dependencies and runs on Node 20.
import { chmodSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { digest, explain, isCurrent, ROOT, readText, runStep, SetupError } from './steps.mjs';

/** Installs them where they are not; afterwards `npx trainyard` runs the CLI of this checkout. */
export async function installNpmPackages() {
  const stampFile = join(ROOT, 'node_modules', '.trainyard-setup');
  const stamp = digest([readText('package.json'), readText('package-lock.json'), process.platform, process.arch]);
  if (isCurrent(stampFile, stamp)) return;
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  // onnxruntime-node would download GPU libraries that nothing here uses.
  const env = { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' };
  try {
    await runStep('npm packages', npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { env });
  } catch (error) {
    throw new SetupError(explain('npm registry', 'npm config get registry', error));
  }
  // So that `npx trainyard` and every npm script find the CLI of this very checkout.
  const link = join(ROOT, 'node_modules', '.bin', 'trainyard');
  rmSync(link, { force: true });
  symlinkSync(join('..', '..', 'bin', 'trainyard.ts'), link);
  chmodSync(join(ROOT, 'bin', 'trainyard.ts'), 0o755);
  writeFileSync(stampFile, stamp);
}
