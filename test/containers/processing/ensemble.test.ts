import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { openClassifier } from '../../../containers/inference/core/classify.ts';
import {
  evaluateCandidate,
  type MeasuredCandidate,
  sha256OfFile,
} from '../../../containers/processing/evaluate/candidates.ts';
import {
  type Ensemble,
  type EnsembleRoom,
  evaluateEnsemble,
} from '../../../containers/processing/evaluate/ensemble.ts';
import { unpackArtifact } from '../../../containers/processing/evaluate/model.ts';
import { type EvaluationRow, readSplit } from '../../../containers/processing/evaluate/rows.ts';
import type { EvaluatedCandidate } from '../../../domain/evaluate/select.ts';
import { sha256 } from '../../../domain/hash.ts';
import { lakeKey } from '../../../domain/names.ts';
import { gateSchema } from '../../../domain/workload/gate.ts';
import { csv, prepareUploads } from './prepare-fixture.ts';
import { putOutput, train } from './trained.ts';

jest.setTimeout(60_000);

const LABELS = ['negative', 'positive'];
const CANDIDATES = {
  unigram: {},
  bayes: {
    family: 'naive-bayes',
    variant: 'multinomial',
    alpha: 1,
    fit_prior: true,
    c: undefined,
    class_weight: undefined,
  },
};
const reviews: { text: string; class: number | null }[] = createRequire(import.meta.url)(
  'sentiment/test/fixtures/amazon.json',
);

let folder: string;
let room: EnsembleRoom;
let validation: EvaluationRow[];
let measured: MeasuredCandidate[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ensemble-'));
  const rows = reviews.map((one) => ({ text: one.text, label: String(one.class) }));
  const { objects } = await prepareUploads([{ name: 'amazon.csv', content: csv(rows) }]);
  for (const split of ['train', 'validation']) {
    await mkdir(join(folder, 'dataset', `split=${split}`), { recursive: true });
    const kept = objects.objects.get(`lake/${lakeKey.split('reviews', 1, split)}part-0.parquet`);
    await writeFile(join(folder, 'dataset', `split=${split}`, 'part-0.parquet'), kept?.bytes ?? '');
  }
  room = {
    objects,
    workDirectory: join(folder, 'work'),
    labels: LABELS,
    task: 'single-label',
    config: { maxMembers: 3, minimumGain: 0.005 },
    gate: gateSchema.parse({}),
    datasetVersion: 1,
    directory: join(folder, 'out/ensemble'),
    uri: 's3://artifacts/ensemble',
  };
  await mkdir(room.workDirectory, { recursive: true });
  validation = await readSplit(join(folder, 'dataset'), 'validation', LABELS, 'single-label');
  measured = [];
  for (const [candidate, hyperparameters] of Object.entries(CANDIDATES)) {
    const archive = join(folder, 'run', candidate, 'model.tar.gz');
    await mkdir(dirname(archive), { recursive: true });
    await train(candidate, join(folder, 'dataset'), folder, archive, hyperparameters);
    await putOutput(archive, `${candidate}/model.tar.gz`, objects);
    const one = await evaluateCandidate(
      {
        status: 'trained',
        candidate,
        family: 'linear',
        jobName: candidate,
        artifactUri: `s3://artifacts/${candidate}/model.tar.gz`,
      },
      validation,
      room,
    );
    if (!('predictions' in one)) throw new Error('the fixture cannot be evaluated');
    measured.push(one);
  }
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** One that any model beats, and one that none beats. */
const single = (accuracy: number): EvaluatedCandidate => {
  const [{ result } = { result: undefined }] = measured;
  if (result === undefined) throw new Error('nothing was measured');
  return { ...result, validation: { ...result.validation, accuracy } };
};

const evaluated = async (best = single(0), others: Partial<EnsembleRoom> = {}): Promise<Ensemble> => {
  await rm(room.directory, { recursive: true, force: true });
  const ensemble = await evaluateEnsemble(measured, best, validation, { ...room, ...others });
  if (ensemble === undefined) throw new Error('no two of them are better than one');
  return ensemble;
};

/** Where the artifact of a candidate was written. */
const archiveOf = ({ candidate }: Ensemble): string =>
  join(room.directory, candidate?.artifactSha256 ?? 'none', 'model.tar.gz');

describe('an ensemble of candidates', () => {
  it('is a model artifact whose probabilities are the weighted mean of its members’', async () => {
    const ensemble = await evaluated();
    const { result, candidate } = ensemble;
    await unpackArtifact(archiveOf(ensemble), join(folder, 'unpacked'));
    const classifier = await openClassifier(join(folder, 'unpacked'), { intraOpThreads: 1 });
    const probabilities = await classifier.probabilities(validation.map(({ text }) => text));
    await classifier.close();

    expect(candidate).toMatchObject({ name: 'ensemble', family: 'ensemble', modelDigest: classifier.digest });
    expect(candidate?.artifactSha256).toBe(await sha256OfFile(archiveOf(ensemble)));
    expect(candidate?.artifactUri).toBe(`s3://artifacts/ensemble/${candidate?.artifactSha256}/model.tar.gz`);
    expect(result.members.map(({ name }) => name).sort()).toEqual(['bayes', 'unigram']);
    for (const [row, ofLabels] of probabilities.entries()) {
      for (const [label, probability] of ofLabels.entries()) {
        const expected = result.members.reduce((sum, { name, weight }) => {
          const member = measured.find((one) => one.result.name === name);
          return sum + weight * (member?.predictions.probabilities[row * LABELS.length + label] ?? Number.NaN);
        }, 0);
        expect(probability).toBeCloseTo(expected, 6);
      }
    }
  });

  it('is the same to the byte when it is made again', async () => {
    const first = await evaluated();
    const again = await evaluated();

    expect(again.candidate).toEqual(first.candidate);
    expect(first.candidate).toBeDefined();
  });

  it('is no candidate, and leaves no artifact, when it gains too little over the best single one', async () => {
    const accuracy = (await evaluated()).candidate?.validation.accuracy ?? Number.NaN;

    for (const best of [single(1), single(accuracy), single(accuracy - 0.004)]) {
      const { result, candidate } = await evaluated(best);
      expect(candidate).toBeUndefined();
      expect(result).toMatchObject({ status: 'measured', taken: false, bestFigure: best.validation.accuracy });
      await expect(readdir(room.directory)).rejects.toMatchObject({ code: 'ENOENT' });
    }
  });

  it('is no candidate when the gate would refuse it for its time beside the best single one', async () => {
    const { result, candidate } = await evaluated(single(0), {
      gate: { ...room.gate, latencyBudgetMs: 0, maxLatencyRatio: 0.001 },
    });

    expect(candidate).toBeUndefined();
    expect(result).toMatchObject({ status: 'measured', taken: false });
  });

  it.each<[string, Partial<MeasuredCandidate['model']>]>([
    ['models whose labels are in another order', { labels: LABELS.toReversed() }],
    ['an ensemble that a training image brought', { family: 'ensemble' }],
  ])('is not made of %s', async (_what, model) => {
    const other = measured.map((one, index) => (index === 0 ? { ...one, model: { ...one.model, ...model } } : one));

    expect(await evaluateEnsemble(other, single(0), validation, room)).toBeUndefined();
  });

  it.each<[string, string, (directory: string) => Promise<unknown>]>([
    ['a member is missing', '2 is missing', (directory) => rm(join(directory, 'members/2'), { recursive: true })],
    [
      'all members are missing',
      'members is missing',
      (directory) => rm(join(directory, 'members'), { recursive: true }),
    ],
    [
      'all members are a file',
      'members is missing',
      async (directory) => {
        await rm(join(directory, 'members'), { recursive: true });
        await writeFile(join(directory, 'members'), '');
      },
    ],
    [
      'a member is a link to another folder',
      '2 is missing',
      async (directory) => {
        await rm(join(directory, 'members/2'), { recursive: true });
        await symlink('1', join(directory, 'members/2'));
      },
    ],
    [
      'a member was exchanged for another one',
      'its digest differs',
      (directory) => cp(join(directory, 'members/1'), join(directory, 'members/2'), { recursive: true, force: true }),
    ],
    [
      'a member’s graph was changed',
      'its digest differs',
      (directory) => writeFile(join(directory, 'members/1/model.onnx'), 'other'),
    ],
    [
      'a member’s graph is a link',
      'is no plain file',
      async (directory) => {
        await rm(join(directory, 'members/1/model.onnx'));
        await symlink('/etc/hostname', join(directory, 'members/1/model.onnx'));
      },
    ],
    [
      'a member has files of its own',
      'does not list',
      (directory) => writeFile(join(directory, 'members/1/run.py'), ''),
    ],
    [
      'there is a member that is not described',
      'does not list',
      (directory) => cp(join(directory, 'members/1'), join(directory, 'members/3'), { recursive: true }),
    ],
    [
      'the description has five members',
      'not of its schema',
      (directory) => describeAnew(directory, ([first]) => Array.from({ length: 5 }, () => ({ ...first, weight: 0.2 }))),
    ],
    [
      'the description has one member',
      'not of its schema',
      (directory) => describeAnew(directory, (members) => members.slice(0, 1)),
    ],
    [
      'the weights do not sum to 1',
      'must have weights that sum to 1',
      (directory) => describeAnew(directory, (members) => members.map((one) => ({ ...one, weight: 0.4 }))),
    ],
    [
      'a member is an ensemble itself, of the digest that is described',
      'not of its schema',
      async (directory) => {
        const own = await readFile(join(directory, 'model.json'));
        await writeFile(join(directory, 'members/1/model.json'), own);
        await describeAnew(directory, (members) =>
          members.map((one, index) => (index === 0 ? { ...one, digest: sha256(own) } : one)),
        );
      },
    ],
  ])('is refused when %s', async (_what, why, spoil) => {
    const directory = join(folder, 'spoilt');
    await unpackArtifact(archiveOf(await evaluated()), directory);
    await spoil(directory);

    await expect(openClassifier(directory, { intraOpThreads: 1 })).rejects.toMatchObject({
      code: 'ARTIFACT_INVALID',
      message: expect.stringContaining(why),
    });
  });
});

async function describeAnew(directory: string, change: (members: object[]) => object[]): Promise<void> {
  const path = join(directory, 'model.json');
  const description = JSON.parse(await readFile(path, 'utf8'));
  await writeFile(path, JSON.stringify({ ...description, members: change(description.members) }));
}
