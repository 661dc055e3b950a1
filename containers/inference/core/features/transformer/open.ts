import { PlatformError } from '../../../../../domain/errors.ts';
import type { TransformerPreprocessing } from '../../../../../domain/model/families/transformer.ts';
import type { Model } from '../../model.ts';
import { parseJson } from '../../model-json.ts';
import type { FeatureExtractor, Features, Feed } from '../feed.ts';
import { createTokenizer, type Tokenize } from './tokenizer.ts';
import { tokenizerFileSchema } from './tokenizer-file.ts';

/** Token ids of one text. */
interface Tokens extends Features {
  readonly ids: readonly number[];
}

// An estimate for small encoders on a CPU: a run costs by itself about as much as these many tokens.
const PADDING_PER_RUN = 24;
// Attention needs tokens² of each text: 8 texts of 512 tokens, or 64 of 64.
const CELLS_PER_RUN = 4_096;

/** Tokens of the artifact's tokenizer. Throws ARTIFACT_INVALID when it is none that the core runs. */
export function openTransformer(
  model: Model,
  { maxTokens, padTokenId }: TransformerPreprocessing,
): FeatureExtractor<Tokens> {
  const file = parseJson('tokenizer.json', model.file('tokenizer.json'), tokenizerFileSchema);
  const tokenize = tokenizerOf(() => createTokenizer(file, maxTokens));
  return {
    inputNames: ['input_ids', 'attention_mask'],
    paddingPerRun: PADDING_PER_RUN,
    cellsPerRun: CELLS_PER_RUN,
    extract: (text) => {
      const ids = tokenize(text);
      return { length: ids.length, ids };
    },
    toFeed: (batch) => toFeed(batch, padTokenId),
  };
}

/** Whatever else a file of the right schema contradicts itself in. */
function tokenizerOf(create: () => Tokenize): Tokenize {
  try {
    const tokenize = create();
    tokenize('a text to try it');
    return tokenize;
  } catch (cause) {
    throw new PlatformError('ARTIFACT_INVALID', 'tokenizer.json is no tokenizer that can be run', { cause });
  }
}

function toFeed(batch: readonly Tokens[], padTokenId: number): Feed {
  const width = batch.reduce((longest, { length }) => Math.max(longest, length), 1);
  const dims = [batch.length, width];
  const ids = new BigInt64Array(batch.length * width);
  const mask = new BigInt64Array(batch.length * width);
  // Low halves of the 64-bit integers, little-endian: makes no BigInt per token.
  const idHalves = new Int32Array(ids.buffer);
  const maskHalves = new Int32Array(mask.buffer);
  batch.forEach((tokens, row) => {
    for (let column = 0; column < width; column += 1) {
      const cell = 2 * (row * width + column);
      const id = tokens.ids[column];
      idHalves[cell] = id ?? padTokenId;
      maskHalves[cell] = id === undefined ? 0 : 1;
    }
  });
  return { input_ids: { type: 'int64', data: ids, dims }, attention_mask: { type: 'int64', data: mask, dims } };
}
