/**
 * Answers one JSON line on stdin, { folder, texts }, with what the inference core makes of them: the texts as they are
 * stored, their token ids, and their probabilities in one request and each alone.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { openClassifier } from '../../../../containers/inference/core/classify.ts';
import { createTokenizer } from '../../../../containers/inference/core/features/transformer/tokenizer.ts';
import { tokenizerFileSchema } from '../../../../containers/inference/core/features/transformer/tokenizer-file.ts';
import { modelDescriptionSchema } from '../../../../domain/model/artifact.ts';
import { normalizeText } from '../../../../domain/prepare/normalize.ts';
import { labelledTexts, TRICKY_TEXTS } from '../../inference/texts.ts';

const questionSchema = z.union([
  z.object({ folder: z.string(), texts: z.array(z.string()) }),
  z.object({ tokenizer: z.string(), texts: z.array(z.string()) }),
]);

const question = questionSchema.parse(JSON.parse(readFileSync(0, 'utf8')));
const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
const tokenizerIn = (file: string, maxTokens: number) =>
  createTokenizer(tokenizerFileSchema.parse(read(file)), maxTokens);

if ('tokenizer' in question) {
  const tokenize = tokenizerIn(question.tokenizer, 100_000);
  process.stdout.write(JSON.stringify({ ids: question.texts.map(tokenize) }));
} else {
  const { folder } = question;
  const texts = [...question.texts, ...TRICKY_TEXTS, ...labelledTexts('yelp').map(({ text }) => text)];
  const description = modelDescriptionSchema.parse(read(path.join(folder, 'model.json')));
  if (description.family !== 'transformer') throw new Error('The artifact is of another family');
  const tokenize = tokenizerIn(path.join(folder, 'tokenizer.json'), description.preprocessing.maxTokens);
  const stored = texts.map((text) => normalizeText(text).toWellFormed());
  const classifier = await openClassifier(folder, { intraOpThreads: 1 });
  const together = await classifier.probabilities(texts);
  const alone = [];
  for (const text of texts.slice(0, 100)) alone.push(...(await classifier.probabilities([text])));
  await classifier.close();
  const plain = (rows: readonly Float32Array[]) => rows.map((row) => Array.from(row));
  const ids = stored.map(tokenize);
  process.stdout.write(JSON.stringify({ stored, ids, together: plain(together), alone: plain(alone) }));
}
