#!/usr/bin/env node
// Installs what the repository needs and lacks: the lockfile's npm packages and a Python virtual environment.
// Has no dependencies and runs on Node 20, since it runs before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const REQUIREMENTS = ['requirements/local.txt', 'requirements/test.txt', 'containers/training/requirements.txt'];
const VENV = join(ROOT, '.venv');
const HEARTBEAT_MS = 5_000;

class SetupError extends Error {}

const digest = (parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex');
const readText = (path) => readFileSync(join(ROOT, path), 'utf8');
const say = (line) => process.stderr.write(`${line}\n`);

function isCurrent(stampFile, stamp) {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp;
}

/** Runs a command, prints a line at its start, its end and every few seconds between; throws its last lines when it fails. */
function runStep(title, command, args, options = {}) {
  const startedAt = Date.now();
  const seconds = () => `${Math.round((Date.now() - startedAt) / 1000)} s`;
  say(`setup: ${title} …`);
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let output = '';
    const keep = (chunk) => {
      output = (output + chunk).slice(-20_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const heartbeat = setInterval(() => say(`setup: ${title} … ${seconds()}`), HEARTBEAT_MS);
    child.on('error', (error) => {
      clearInterval(heartbeat);
      reject(new SetupError(`${command} could not be started (${error.message})`));
    });
    child.on('close', (code) => {
      clearInterval(heartbeat);
      if (code === 0) {
        say(`setup: ${title} done in ${seconds()}`);
        resolve();
      } else {
        reject(Object.assign(new SetupError(title), { output, code }));
      }
    });
  });
}

const REGISTRY_TROUBLE =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|network|NewConnectionError|Could not find a version|No matching distribution|E40[134]|E5\d\d/i;

/** The first line of an installer's output that says what went wrong, without the installer's own prefix. */
function firstComplaint(output) {
  const lines = output.split('\n').map((line) => line.replace(/^(npm error|ERROR:)\s*/, '').trim());
  return lines.find((line) => line !== '' && !/^(code|errno|syscall) /.test(line)) ?? 'it said nothing';
}

/** One line that says what is wrong and what to do. */
function explain(registry, how, error) {
  if (REGISTRY_TROUBLE.test(error.output ?? '')) {
    return `the ${registry} could not be reached or lacks a package: check the network and \`${how}\`, then run the command again`;
  }
  return `${error.message} failed: ${firstComplaint(error.output ?? '')}`;
}

async function installNpmPackages() {
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

/** The first Python ≥ 3.10 on the PATH, newest name last so that the system's default wins. */
function findPython() {
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
    if (major === 3 && minor >= 10) return { name, version };
    seen.push(`${name} is ${version}`);
  }
  const found = seen.length > 0 ? `found only: ${seen.join(', ')}` : 'none was found';
  throw new SetupError(`Python ≥ 3.10 is needed and ${found}: install it, or name it in the variable PYTHON`);
}

async function installPythonPackages() {
  const stampFile = join(VENV, '.trainyard-setup');
  const pins = digest(REQUIREMENTS.map(readText));
  const venvPython = join(VENV, 'bin', 'python');
  if (existsSync(venvPython) && isCurrent(stampFile, pins)) return;
  const python = findPython();
  rmSync(VENV, { recursive: true, force: true });
  mkdirSync(VENV, { recursive: true });
  try {
    await runStep(`Python ${python.version} environment`, python.name, ['-m', 'venv', VENV]);
  } catch (error) {
    throw new SetupError(
      `\`${python.name} -m venv\` failed: install the venv module (on Debian: apt-get install python3-venv) and run the command again`,
      { cause: error },
    );
  }
  const files = REQUIREMENTS.flatMap((file) => ['-r', file]);
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input', '--no-deps', ...files];
  try {
    await runStep('Python packages', venvPython, pip);
  } catch (error) {
    throw new SetupError(explain('Python package index', 'pip config list', error));
  }
  writeFileSync(stampFile, pins);
}

async function main() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20) throw new SetupError(`Node ≥ 20 is needed and this is ${process.version}: install a newer one`);
  // Both wait mostly for the network, so they run side by side; neither is cut off by the other's failure.
  const results = await Promise.allSettled([installNpmPackages(), installPythonPackages()]);
  const failures = results.filter((result) => result.status === 'rejected').map((result) => result.reason);
  for (const failure of failures) say(`setup: ${failure instanceof SetupError ? failure.message : failure.stack}`);
  process.exitCode = failures.length > 0 ? 1 : 0;
}

await main().catch((error) => {
  say(`setup: ${error instanceof SetupError ? error.message : error.stack}`);
  process.exitCode = 1;
});
