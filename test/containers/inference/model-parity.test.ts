import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { openClassifier } from '../../../containers/inference/core/classify.ts';
import { normalizeText } from '../../../domain/prepare/normalize.ts';
import { type PythonProcess, startPython } from './python.ts';
import { labelledTexts, TRICKY_TEXTS } from './texts.ts';

jest.setTimeout(60_000);

const CONFIGURATIONS: Readonly<Record<string, Record<string, string>>> = {
  'the defaults': {},
  'single words without cleaning': {
    ngram_max: '1',
    min_df: '1',
    sublinear_tf: 'false',
    cleaning: '{"lowercase":false,"stripUrls":false,"stripHtml":false}',
  },
  'stop words, stems and folding': {
    ngram_max: '3',
    class_weight: 'balanced',
    c: '10',
    cleaning: '{"asciiFold":true,"stopWords":"english","stemming":"english"}',
  },
  'few features': { max_features: '50', c: '0.1' },
  'naive Bayes': { family: 'naive-bayes' },
  'complement naive Bayes': { family: 'naive-bayes', variant: 'complement', fit_prior: 'false', alpha: '0.3' },
  'a random forest': { family: 'random-forest', n_estimators: '40', max_features: '300', sampling: 'balanced' },
  'gradient boosting': { family: 'gradient-boosting', max_iter: '20', max_features: '100', ngram_max: '1' },
};

/** Training sees texts as `prepare` stores them; requests come as they are. */
const stored = ({ text, label }: { text: string; label: string }) => ({ text: normalizeText(text), label });
const TRAINING_ROWS = [...labelledTexts('amazon'), ...labelledTexts('imdb')].map(stored);
const TEXTS = [...labelledTexts('yelp').map(({ text }) => text), ...TRICKY_TEXTS];
const STORED_TEXTS = TEXTS.map(normalizeText);

let python: PythonProcess;
let folder: string;
beforeAll(() => {
  python = startPython('reference.py');
  folder = mkdtempSync(path.join(tmpdir(), 'trainyard-parity-'));
});
afterAll(async () => {
  await python.end();
  rmSync(folder, { recursive: true });
});

/** Largest difference of a score, and the texts whose label differs. */
function compare(reference: number[][], measured: readonly Float32Array[]) {
  let largest = 0;
  let otherLabels = 0;
  reference.forEach((expected, row) => {
    const scores = Array.from(measured[row] ?? []);
    expected.forEach((score, column) => {
      largest = Math.max(largest, Math.abs(score - (scores[column] ?? Number.NaN)));
    });
    if (expected.indexOf(Math.max(...expected)) !== scores.indexOf(Math.max(...scores))) otherLabels += 1;
  });
  return { rows: reference.length, largest, otherLabels };
}

describe('The inference core', () => {
  it.each(Object.entries(CONFIGURATIONS))(
    'gives the labels and scores of scikit-learn with %s',
    async (_name, hyperparameters) => {
      const reference = await python.ask<number[][]>({
        hyperparameters: { labels: '["negative","positive"]', ...hyperparameters },
        rows: TRAINING_ROWS,
        texts: STORED_TEXTS,
        folder,
      });
      const classifier = await openClassifier(folder, { intraOpThreads: 1 });

      const measured = await classifier.probabilities(TEXTS);
      await classifier.close();

      const { rows, largest, otherLabels } = compare(reference, measured);
      expect(rows).toBeGreaterThan(1000);
      expect(otherLabels).toBe(0);
      expect(largest).toBeLessThan(1e-5);
    },
  );

  it.each([
    { family: 'linear' },
    { family: 'naive-bayes' },
    { family: 'random-forest', n_estimators: '20', max_features: '200' },
    { family: 'gradient-boosting', max_iter: '5', max_features: '100' },
  ])('gives them for three labels, one of them without training rows: $family', async (family) => {
    const reference = await python.ask<number[][]>({
      hyperparameters: { ...family, labels: '["film","missing","product","restaurant"]' },
      rows: (['amazon', 'imdb', 'yelp'] as const).flatMap((source, index) =>
        labelledTexts(source)
          .slice(0, 300)
          .map(({ text }) => ({ text, label: ['product', 'film', 'restaurant'][index] })),
      ),
      texts: STORED_TEXTS,
      folder,
    });
    const classifier = await openClassifier(folder, { intraOpThreads: 1 });

    const measured = await classifier.probabilities(TEXTS);
    const [prediction] = await classifier.classify([
      'A wonderful film, one of the best movies, great actors and characters, good acting',
    ]);
    await classifier.close();

    expect(compare(reference, measured)).toMatchObject({ otherLabels: 0, largest: expect.any(Number) });
    expect(compare(reference, measured).largest).toBeLessThan(1e-5);
    expect(prediction).toMatchObject({ label: 'film', scores: { missing: 0 } });
  });

  it('scores a text alike however its accents and spaces are written', async () => {
    await python.ask<number[][]>({
      hyperparameters: { labels: '["negative","positive"]', min_df: '1' },
      rows: [
        { text: 'un caf\u00e9 tr\u00e8s bon', label: 'positive' },
        { text: 'un the froid', label: 'negative' },
      ],
      texts: ['caf\u00e9'],
      folder,
    });
    const classifier = await openClassifier(folder, { intraOpThreads: 1 });

    const [composed, decomposed, spaced] = await classifier.probabilities([
      'un caf\u00e9 tr\u00e8s bon',
      'un cafe\u0301 tre\u0300s bon',
      '  un\tcaf\u00e9\u00a0tr\u00e8s\nbon ',
    ]);
    await classifier.close();

    expect(decomposed).toEqual(composed);
    expect(spaced).toEqual(composed);
  });
});
