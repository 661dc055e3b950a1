import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { create } from 'tar';
import { trainingSections } from '../../../containers/processing/evaluate/html/training.ts';
import { readTraining } from '../../../containers/processing/evaluate/training.ts';
import type { TrainingReport } from '../../../domain/evaluate/training-report.ts';
import { caseOf } from '../../domain/gate/gate-fixture.ts';

const FINDING = { rule: 'overfit', action: 'notify' as const, step: 20, message: 'loss <b>4</b>' };
const METRICS = [1, 2, 3].map((step) => JSON.stringify({ step: 10 * step, train_loss: 1 / step, forward_seconds: 1 }));

let room: string;
beforeAll(async () => {
  room = await mkdtemp(join(tmpdir(), 'training-report-'));
});
afterAll(() => rm(room, { recursive: true }));

/** An archive of these files, as SageMaker packs a job's output. */
async function packed(name: string, files: Record<string, string>): Promise<string> {
  const folder = join(room, name);
  await mkdir(folder, { recursive: true });
  for (const [file, content] of Object.entries(files)) await writeFile(join(folder, file), content);
  const archive = join(folder, '../', `${name}.tar.gz`);
  await create({ file: archive, cwd: folder, gzip: true }, ['.']);
  return archive;
}

describe('what a training left', () => {
  it('is read with its findings, beside whatever else a container wrote', async () => {
    const files = { 'metrics.jsonl': METRICS.join('\n'), 'findings.json': JSON.stringify([FINDING]), 'own.bin': 'x' };

    expect(await readTraining(await packed('good', files))).toMatchObject({
      status: 'read',
      trainLoss: [{ step: 10 }, { step: 20 }, { step: 30 }],
      profile: { steps: 3, shares: { forward: 1, save: 0 } },
      findings: [FINDING],
    });
  });

  it('may be nothing', async () => {
    expect(await readTraining(undefined)).toEqual({
      status: 'unreadable',
      reason: 'the training job left no output.tar.gz',
    });
    expect(await readTraining(await packed('empty', {}))).toMatchObject({ status: 'unreadable' });
    expect(await readTraining(await packed('own', { 'own.bin': 'x' }))).toEqual({
      status: 'unreadable',
      reason: 'output.tar.gz has no metrics.jsonl',
    });
  });

  it.each([
    ['metrics that are none', { 'metrics.jsonl': 'loss,step\n' }, 'line 1 of metrics.jsonl is no record of metrics'],
    [
      'findings without end',
      {
        'metrics.jsonl': METRICS.join('\n'),
        'findings.json': JSON.stringify([{ ...FINDING, message: 'x'.repeat(501) }]),
      },
      'findings.json is no list of findings',
    ],
    [
      'findings that are none',
      { 'metrics.jsonl': METRICS.join('\n'), 'findings.json': '[1]' },
      'findings.json is no list of findings',
    ],
  ])('may be %s', async (_what, files, reason) => {
    expect(await readTraining(await packed('broken', files))).toEqual({ status: 'unreadable', reason });
  });

  it('is checked before it is read: no damaged archive, no links', async () => {
    const damaged = join(room, 'damaged.tar.gz');
    await writeFile(damaged, 'not gzip');
    await mkdir(join(room, 'linked'));
    await symlink('/etc/passwd', join(room, 'linked', 'metrics.jsonl'));

    expect(await readTraining(damaged)).toEqual({
      status: 'unreadable',
      reason: 'damaged.tar.gz is truncated, damaged or not gzip at all',
    });
    expect(await readTraining(await packed('linked', {}))).toEqual({
      status: 'unreadable',
      reason: expect.stringContaining('link'),
    });
  });
});

describe('the page of a report', () => {
  const pageOf = (training: TrainingReport | undefined): string => {
    const { report } = caseOf({ test: { truth: [0, 1], challenger: [0, 1], champion: [0, 0] } });
    const candidates = report.candidates.map((one) =>
      one.status === 'evaluated' && training !== undefined ? { ...one, training } : one,
    );
    return trainingSections({ ...report, candidates }).html;
  };

  it('draws the curves and the profile of a training, and tells its findings', () => {
    const html = pageOf({
      status: 'read',
      trainLoss: [
        { step: 10, loss: 0.9 },
        { step: 20, loss: 0.4 },
      ],
      validation: [{ step: 20, loss: 0.5, accuracy: 0.8 }],
      profile: { steps: 2, shares: { data: 0.1, forward: 0.2, backward: 0.5, optimizer: 0.1, save: 0.1 } },
      findings: [FINDING],
    });

    expect(html).toContain('aria-label="Learning curves"');
    expect(html.match(/<circle/g)).toHaveLength(1);
    expect(html).toContain('50.0 %');
    expect(html).toContain('loss &lt;b&gt;4&lt;/b&gt;');
    expect(html).not.toMatch(/NaN|undefined/);
  });

  it('says why a training cannot be shown', () => {
    expect(pageOf({ status: 'unreadable', reason: 'it is gone' })).toContain('Its metrics cannot be shown: it is gone');
  });

  it('has nothing of trainings without steps and findings, and of reports from before', () => {
    const one = { status: 'read' as const, trainLoss: [{ step: 1, loss: 0.1 }], validation: [], findings: [] };

    expect(pageOf(one)).toBe('');
    expect(pageOf(undefined)).toBe('');
  });
});
