import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { PlatformError } from '../../domain/errors.ts';
import { lockHolder } from './cdk-lock.ts';
import type { DeployTarget } from './deploy-target.ts';
import { awsEnvironment } from './environment.ts';
import { logFile, REPOSITORY_ROOT } from './layout.ts';

const BIN = join(REPOSITORY_ROOT, 'node_modules', '.bin');
const KEPT_LINES = 200;

/**
 * Runs the real CDK CLI against the runtime; each of its lines goes to `deploy.log` and to `onProgress`.
 *
 * @throws PlatformError AWS_FAILED with what the CLI said last, DEPLOY_RUNNING while another one is at it, or INTERRUPTED.
 */
export async function runCdk(args: readonly string[], target: DeployTarget): Promise<void> {
  const log = logFile(target.runtime.stateDirectory, 'deploy');
  const lines = await new Promise<readonly string[] | undefined>((resolve, reject) => {
    const cdk = spawn(join(BIN, 'cdk'), [...args, '--no-notices', '--no-color'], {
      cwd: target.appDirectory ?? REPOSITORY_ROOT,
      env: environment(target),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const interrupt = (): void => void cdk.kill('SIGINT');
    target.signal?.addEventListener('abort', interrupt, { once: true });
    const output = new PassThrough();
    const file = createWriteStream(log, { flags: 'a', mode: 0o600 });
    const last: string[] = [];
    cdk.stdout.pipe(output, { end: false });
    cdk.stderr.pipe(output, { end: false });
    createInterface({ input: output }).on('line', (line) => {
      file.write(`${line}\n`);
      if (last.push(line) > KEPT_LINES) last.shift();
      if (line.trim() !== '') target.onProgress?.(line.trim());
    });
    cdk.once('error', reject);
    cdk.once('close', (code) => {
      target.signal?.removeEventListener('abort', interrupt);
      output.end();
      file.end();
      resolve(code === 0 ? undefined : last);
    });
  });
  if (target.signal?.aborted) {
    throw new PlatformError('INTERRUPTED', `\`cdk ${args[0]}\` was stopped; what CloudFormation has begun goes on.`, {
      next: 'Run the command again: it continues where it stopped.',
    });
  }
  if (lines === undefined) return;
  const holder = lockHolder(lines.join('\n'));
  if (holder !== undefined) {
    throw new PlatformError('DEPLOY_RUNNING', `Another \`cdk\` (process ${holder}) is at work on this environment.`, {
      details: { pid: holder },
    });
  }
  throw new PlatformError('AWS_FAILED', `\`cdk ${args[0]}\` failed: ${firstTrouble(lines)}`, { next: `Read ${log}.` });
}

/** The line that names the trouble: CDK prints it with a cross or `Error`, then much else. */
function firstTrouble(lines: readonly string[]): string {
  const trouble =
    lines.find((line) => /❌|\bError\b|_FAILED/.test(line)) ?? lines.findLast((line) => line.trim() !== '');
  return trouble?.trim() ?? 'it said nothing';
}

function environment({ runtime }: DeployTarget): NodeJS.ProcessEnv {
  // A profile or a session token of a real account must not reach a deployment to this machine.
  const kept = Object.entries(process.env).filter(([name]) => !/^(AWS_|NODE_OPTIONS$)/.test(name));
  return {
    ...Object.fromEntries(kept),
    ...awsEnvironment(runtime.gatewayPort, runtime.credentials),
    PATH: [BIN, process.env.PATH ?? ''].join(delimiter),
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    // The templates are validated by the tests; here it would only make each deployment slower.
    CDK_VALIDATION: 'false',
  };
}
