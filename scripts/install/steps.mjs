// What the commands that install something share: steps with progress, and failures that say what to do.
// Has no dependencies and runs on Node 20, since it runs before anything is installed.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..', '..');
const HEARTBEAT_MS = 5_000;

/** A failure whose message says what to do. */
export class SetupError extends Error {}

export const digest = (parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex');
export const readText = (path) => readFileSync(join(ROOT, path), 'utf8');
export const say = (line) => process.stderr.write(`${line}\n`);

export function isCurrent(stampFile, stamp) {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp;
}

/** Runs a command, prints a line at its start, its end and every few seconds between; throws its last lines when it fails. */
export function runStep(title, command, args, options = {}) {
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
export function explain(registry, how, error) {
  if (REGISTRY_TROUBLE.test(error.output ?? '')) {
    return `the ${registry} could not be reached or lacks a package: check the network and \`${how}\`, then run the command again`;
  }
  return `${error.message} failed: ${firstComplaint(error.output ?? '')}`;
}

/** Does all of it side by side; neither is cut off by the other's failure. */
export async function installAll(...installs) {
  const results = await Promise.allSettled(installs.map((install) => install()));
  const failures = results.filter((result) => result.status === 'rejected').map((result) => result.reason);
  for (const failure of failures) say(`setup: ${failure instanceof SetupError ? failure.message : failure.stack}`);
  process.exitCode = failures.length > 0 ? 1 : 0;
}
