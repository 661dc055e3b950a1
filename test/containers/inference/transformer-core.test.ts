import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Classifier, openClassifier } from '../../../containers/inference/core/classify.ts';
import { measureLatency } from '../../../containers/processing/evaluate/latency.ts';
import { openModel, unpackArtifact } from '../../../containers/processing/evaluate/model.ts';
import { tarOf } from '../archive/tar-bytes.ts';
import { transformerArtifact, unpacked } from './transformer-artifact.ts';

let folder: string;
let classifier: Classifier;
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'transformer-core-'));
  classifier = await openClassifier(unpacked(path.join(folder, 'model'), transformerArtifact()), { intraOpThreads: 1 });
});
afterEach(async () => {
  await classifier.close();
  rmSync(folder, { recursive: true });
});

const labels = async (...texts: string[]) => (await classifier.classify(texts)).map(({ label }) => label);

describe('a transformer in the inference core', () => {
  it('classifies texts, in their order whatever their lengths', async () => {
    const long = `good ${'film '.repeat(200)}`;

    expect(await labels('Bad film!', long, 'GOOD', 'badly bad, good', `${long} bad`)).toEqual([
      'negative',
      'positive',
      'positive',
      'negative',
      'positive',
    ]);
  });

  it('reads the first tokens of a text, as many as it was trained with', async () => {
    // 16 tokens, two of them round the text.
    const first = `good ${'film '.repeat(13)}`;

    expect(await classifier.probabilities([`${first}bad bad bad`])).toEqual(await classifier.probabilities([first]));
    expect(await classifier.probabilities([`${first.slice(0, -5)}bad bad`])).not.toEqual(
      await classifier.probabilities([first]),
    );
  });

  it('gives a text the same scores alone and among others', async () => {
    const texts = Array.from({ length: 40 }, (_, at) => `${'good '.repeat(at % 7)}${'bad! '.repeat(at % 5)}film`);

    const together = await classifier.probabilities(texts);

    for (const [at, text] of texts.entries()) {
      const [alone] = await classifier.probabilities([text]);
      alone?.forEach((score, label) => {
        expect(Math.abs(score - (together[at]?.[label] ?? Number.NaN))).toBeLessThan(1e-6);
      });
    }
  });

  it('answers whatever the text is', async () => {
    const odd = ['', ' ', '\u0000\u0007', '\ud800', '👩‍👩‍👧', '[SEP][CLS]', 'x'.repeat(100_000), 'خوب'];

    for (const scores of await classifier.probabilities(odd)) expect(scores[0]).toBeCloseTo(0.5, 6);
    expect(await classifier.probabilities([])).toEqual([]);
  });

  it('is unpacked, opened and measured by the evaluation', async () => {
    const entries = Object.entries(transformerArtifact()).map(([name, content]) => ({ name, content }));
    const archive = path.join(folder, 'model.tar.gz');
    writeFileSync(archive, gzipSync(tarOf(...entries)));

    await unpackArtifact(archive, path.join(folder, 'unpacked'));
    const evaluated = await openModel(path.join(folder, 'unpacked'));
    const latency = await measureLatency(['a good film', 'bad'], evaluated, undefined);
    await evaluated.close();

    expect(evaluated).toMatchObject({ labels: ['negative', 'positive'], digest: classifier.digest });
    expect(latency.challengerP50Ms).toBeGreaterThan(0);
  });
});
