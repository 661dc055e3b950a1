import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { PlatformError } from '../../domain/errors.ts';
import { lockHolder } from '../../local/runtime/cdk-lock.ts';
import { ROOT } from '../root.ts';

export type CdkVerb = 'deploy' | 'diff' | 'destroy';

export interface CdkOptions {
  /** Where the CLI finds AWS, in the place of this process's own AWS variables; undefined keeps those. */
  readonly aws: Readonly<Record<string, string>> | undefined;
  readonly region: string | undefined;
  readonly profile: string | undefined;
  readonly onLine: (line: string) => void;
  readonly signal: AbortSignal;
}

const CREDENTIALS = /Unable to resolve AWS account|security token|credentials|SSO session|no credentials/i;
const BOOTSTRAP = /has not been bootstrapped|bootstrap stack|SSM parameter \/cdk-bootstrap/i;

/** The last line that says more than where the CLI is. */
function reasonOf(lines: readonly string[]): string {
  const telling = lines.findLast((line) => /error|failed|denied|unable|❌/i.test(line));
  return (telling ?? lines.at(-1) ?? 'It said nothing.').trim();
}

function failureOf(verb: string, lines: readonly string[], exitCode: number | undefined): PlatformError {
  const output = lines.join('\n');
  const why = reasonOf(lines);
  const holder = lockHolder(output);
  if (holder !== undefined) {
    return new PlatformError('DEPLOY_RUNNING', `Another \`cdk\` (process ${holder}) is at work on this environment.`);
  }
  if (BOOTSTRAP.test(output)) {
    return new PlatformError('ENVIRONMENT_NOT_DEPLOYED', 'The account and region are not bootstrapped for the CDK.', {
      next: 'Run `npx cdk bootstrap aws://<account>/<region>` once, then this command again.',
      details: { why },
    });
  }
  if (CREDENTIALS.test(output)) {
    return new PlatformError('CREDENTIALS_MISSING', `\`cdk ${verb}\` found no credentials that work.`, {
      details: { why },
    });
  }
  return new PlatformError('AWS_FAILED', `\`cdk ${verb}\` ended with exit code ${exitCode ?? 'none'}.`, {
    next: 'Mend what is named above, then run the command again: it continues where it stopped.',
    details: { why },
  });
}

function variablesFor({ aws, region }: CdkOptions): NodeJS.ProcessEnv {
  const named = region ? { AWS_REGION: region, AWS_DEFAULT_REGION: region } : {};
  if (!aws) return { ...process.env, ...named };
  // A profile or session of a real account must not reach what is done to this machine.
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'));
  return { ...Object.fromEntries(own), ...aws };
}

/**
 * Runs the `cdk` CLI of the repository for an environment and gives its output, line by line as it comes and whole.
 * Exit code 1 of `cdk diff --fail` means differences; every other one throws.
 */
export async function runCdk(
  environment: string,
  verb: CdkVerb,
  flags: readonly string[],
  options: CdkOptions,
): Promise<{ readonly exitCode: number; readonly output: string }> {
  const { profile, onLine, signal } = options;
  const child = execa(
    join(ROOT, 'node_modules', '.bin', 'cdk'),
    [
      verb,
      // `diff` is about every stack without being told so.
      ...(verb === 'diff' ? [] : ['--all']),
      '--context',
      `environment=${environment}`,
      '--no-color',
      ...(profile ? ['--profile', profile] : []),
      ...flags,
    ],
    {
      cwd: ROOT,
      env: variablesFor(options),
      extendEnv: false,
      all: true,
      reject: false,
      stdin: 'ignore',
      cancelSignal: signal,
      forceKillAfterDelay: 5_000,
    },
  );
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.all })) {
    lines.push(line);
    if (line.trim() !== '') onLine(line.trim());
  }
  const { exitCode, isCanceled } = await child;
  if (isCanceled || signal.aborted) {
    throw new PlatformError('INTERRUPTED', `\`cdk ${verb}\` was stopped; what CloudFormation has begun goes on.`, {
      next: 'Look at the stacks in CloudFormation, then run the command again.',
    });
  }
  const differs = verb === 'diff' && exitCode === 1 && !lines.some((line) => /^(\s*❌|Error)/.test(line));
  if (exitCode !== 0 && !differs) throw failureOf(verb, lines, exitCode);
  return { exitCode: exitCode ?? 1, output: lines.join('\n') };
}
