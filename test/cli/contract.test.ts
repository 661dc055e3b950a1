import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { trainyard } from './support/trainyard.ts';

const failureSchema = z.strictObject({
  schemaVersion: z.literal(1),
  error: z.strictObject({ code: z.string(), what: z.string(), why: z.string(), next: z.string() }),
});

// Each test starts processes, up to ten at once on two cores.

const STACK_TRACE = /\n\s+at .+:\d+:\d+/;

let state: string;
beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), 'trainyard-cli-'));
});
afterAll(() => rm(state, { recursive: true, force: true }));

/** Runs a command line twice, in text and under --json, and gives the error object after comparing both. */
async function failing(...args: string[]) {
  const variables = { TRAINYARD_STATE: state };
  const [text, json] = await Promise.all([
    trainyard(args, { variables }),
    trainyard([...args, '--json'], { variables }),
  ]);
  const { error } = failureSchema.parse(JSON.parse(json.stdout));
  expect(text.exitCode).toBe(json.exitCode);
  expect(text.stdout).toBe('');
  for (const member of Object.values(error)) expect(text.stderr).toContain(member);
  expect(`${text.stderr}${json.stderr}`).not.toMatch(STACK_TRACE);
  return { ...error, exitCode: text.exitCode };
}

describe('the command line', () => {
  it('refuses an unknown command with exit code 2', async () => {
    expect(await failing('frobnicate')).toMatchObject({ code: 'USAGE', exitCode: 2 });
  });

  it('suggests the command that was meant', async () => {
    expect(await failing('statsu')).toMatchObject({ code: 'USAGE', next: 'Did you mean status?', exitCode: 2 });
  });

  it('suggests the option that was meant', async () => {
    const error = await failing('predict', 'reviews', '--flie', 'texts.txt');
    expect(error).toMatchObject({ code: 'USAGE', next: 'Did you mean --file?', exitCode: 2 });
  });

  it('refuses a capacity that there is not, two plans at once, and an interruption without a runtime', async () => {
    const [level, both, stopped] = await Promise.all([
      failing('local', 'capacity', 'ml.g5.xlarge', 'plenty'),
      failing('local', 'interruptions', '--after', '5', '--off'),
      failing('local', 'interrupt', 'reviews-1-t-bigram'),
    ]);
    for (const error of [level, both]) expect(error).toMatchObject({ code: 'USAGE', exitCode: 2 });
    expect(stopped).toMatchObject({ code: 'RUNTIME_NOT_RUNNING', exitCode: 2 });
  });

  it('refuses a missing argument, a missing option and a value that is no number', async () => {
    const errors = await Promise.all([
      failing('upload', 'reviews'),
      failing('approve', '3fa9c1d2e4b5-1'),
      failing('runs', '--limit', 'many'),
    ]);
    for (const error of errors) expect(error).toMatchObject({ code: 'USAGE', exitCode: 2 });
    expect(errors[1].what).toContain('--reason');
  });

  it('refuses a file that is missing before it talks to anything', async () => {
    const error = await failing('upload', 'reviews', 'no-such-file.csv');
    expect(error).toMatchObject({ code: 'FILE_NOT_FOUND', exitCode: 2 });
    expect(error.what).toContain('no-such-file.csv');
  });

  it('says that the runtime is not running, and how to start it', async () => {
    const commands = [
      ['status'],
      ['runs'],
      ['predict', 'reviews', 'a text'],
      ['rollback', 'reviews'],
      ['models', 'reviews'],
    ];
    for (const error of await Promise.all(commands.map((args) => failing(...args)))) {
      expect(error).toMatchObject({ code: 'RUNTIME_NOT_RUNNING', exitCode: 2 });
      expect(error.next).toContain('npx trainyard local up');
    }
  });

  it('names the environments that there are when one has no file', async () => {
    const error = await failing('status', '--env', 'pord');
    expect(error).toMatchObject({ code: 'CONFIG_INVALID', exitCode: 2 });
    expect(error.what).toContain('prod');
  });

  it('says with exit code 7 that there are no credentials', async () => {
    const error = await failing('status', '--env', 'dev', '--profile', 'no-such-profile');
    expect(error).toMatchObject({ code: 'CREDENTIALS_MISSING', exitCode: 7 });
  });

  it('names the flag instead of asking where nobody can answer', async () => {
    const error = await failing('local', 'reset');
    expect(error).toMatchObject({ code: 'USAGE', next: 'Add --yes to confirm.', exitCode: 2 });
  });

  it('prints its help and its version on stdout with exit code 0', async () => {
    const [help, version] = await Promise.all([trainyard(['--help']), trainyard(['--version'])]);
    expect(help).toMatchObject({ exitCode: 0, stderr: '' });
    expect(help.stdout).toContain('Exit codes: 0 done');
    expect(version).toMatchObject({ exitCode: 0, stdout: '0.1.0' });
  });

  it('shows the shared flags in the help of every command', async () => {
    const { stdout } = await trainyard(['uploads', 'release', '--help']);
    for (const flag of ['--env', '--profile', '--region', '--json', '--yes', '--quiet']) expect(stdout).toContain(flag);
  });

  it('takes the shared flags before and after the command', async () => {
    const variables = { TRAINYARD_STATE: state };
    const [before, after] = await Promise.all([
      trainyard(['--json', 'local', 'status'], { variables }),
      trainyard(['local', 'status', '--json'], { variables }),
    ]);
    expect(before).toEqual(after);
    expect(JSON.parse(before.stdout)).toEqual({ schemaVersion: 1, runtime: null });
  });

  it('shows where an error came from only when it is asked to', async () => {
    const { stderr } = await trainyard(['status'], { variables: { TRAINYARD_STATE: state, TRAINYARD_DEBUG: '1' } });
    expect(stderr).toMatch(STACK_TRACE);
  });

  it('colours its output when it is told to, and never under NO_COLOR', async () => {
    const coloured = await trainyard(['status'], { variables: { TRAINYARD_STATE: state, FORCE_COLOR: '1' } });
    const plain = await trainyard(['status'], {
      variables: { TRAINYARD_STATE: state, FORCE_COLOR: '1', NO_COLOR: '1' },
    });
    expect(coloured.stderr).toContain('\u001b[31m');
    expect(plain.stderr).not.toContain('\u001b[');
  });
});
