// Virtual environments of Python. Has no dependencies and runs on Node 20.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { digest, explain, isCurrent, ROOT, readText, runStep, SetupError } from './steps.mjs';

/** The first Python ≥ 3.`least` on the PATH, newest name last so that the system's default wins. */
function findPython(least) {
  const seen = [];
  for (const name of [
    process.env.PYTHON,
    'python3',
    'python',
    'python3.13',
    'python3.12',
    'python3.11',
    'python3.10',
  ]) {
    if (!name) continue;
    const probe = spawnSync(name, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], { encoding: 'utf8' });
    if (probe.status !== 0) continue;
    const version = probe.stdout.trim();
    const [major, minor] = version.split('.').map(Number);
    if (major === 3 && minor >= least) return { name, version };
    seen.push(`${name} is ${version}`);
  }
  const found = seen.length > 0 ? `found only: ${seen.join(', ')}` : 'none was found';
  throw new SetupError(`Python ≥ 3.${least} is needed and ${found}: install it, or name it in the variable PYTHON`);
}

/**
 * Makes a virtual environment in the repository's root that has exactly the packages of the requirements files.
 * One that has them is left alone.
 */
export async function installPythonEnvironment({ folder, requirements, leastMinor = 10 }) {
  const venv = join(ROOT, folder);
  const stampFile = join(venv, '.trainyard-setup');
  const pins = digest(requirements.map(readText));
  const venvPython = join(venv, 'bin', 'python');
  if (existsSync(venvPython) && isCurrent(stampFile, pins)) return;
  const python = findPython(leastMinor);
  rmSync(venv, { recursive: true, force: true });
  mkdirSync(venv, { recursive: true });
  try {
    await runStep(`Python ${python.version} environment`, python.name, ['-m', 'venv', venv]);
  } catch (error) {
    throw new SetupError(
      `\`${python.name} -m venv\` failed: install the venv module (on Debian: apt-get install python3-venv) and run the command again`,
      { cause: error },
    );
  }
  const files = requirements.flatMap((file) => ['-r', file]);
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input', '--no-deps', ...files];
  try {
    await runStep('Python packages', venvPython, pip);
  } catch (error) {
    throw new SetupError(explain('Python package index', 'pip config list', error));
  }
  writeFileSync(stampFile, pins);
}
