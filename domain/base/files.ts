import { PlatformError } from '../errors.ts';

/** Files that every base has. */
export const CONFIG = 'config.json';
export const TOKENIZER = 'tokenizer.json';
export const WEIGHTS = 'model.safetensors';

const WANTED = [
  CONFIG,
  WEIGHTS,
  TOKENIZER,
  'tokenizer_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
  'vocab.txt',
  'vocab.json',
  'merges.txt',
  'LICENSE',
  'LICENSE.txt',
  'LICENSE.md',
];

/** Formats whose reading runs code: never read, not even to convert them. */
const PICKLED = /^(pytorch_model.*\.bin|.*\.(pt|pth|pkl|ckpt))$/;
const SHARDED = /^model-\d+-of-\d+\.safetensors$/;

/** Of the names in a model's folder those to mirror. Throws `BASE_INVALID` that says what is missing and what to do. */
export function chooseFiles(names: readonly string[], place: string): string[] {
  const there = new Set(names);
  const invalid = (what: string, next: string): PlatformError => new PlatformError('BASE_INVALID', what, { next });
  if (!there.has(CONFIG)) {
    throw invalid(
      `${place} has no ${CONFIG}.`,
      'Name the folder that has config.json, model.safetensors and tokenizer.json.',
    );
  }
  if (!there.has(WEIGHTS)) throw withoutWeights(names, place);
  if (!there.has(TOKENIZER)) {
    throw invalid(
      `${place} has no ${TOKENIZER}.`,
      'Write one with `AutoTokenizer.from_pretrained(…, use_fast=True).save_pretrained(…)`, or choose a base that has it.',
    );
  }
  return WANTED.filter((name) => there.has(name));
}

const CONVERT =
  "where you trust the file, convert it: `AutoModel.from_pretrained('<folder>').save_pretrained('<folder>', safe_serialization=True)`";

function withoutWeights(names: readonly string[], place: string): PlatformError {
  const pickled = names.find((name) => PICKLED.test(name));
  if (pickled !== undefined) {
    return new PlatformError(
      'BASE_INVALID',
      `${place} has pickled weights only (${pickled}), and reading those runs code.`,
      {
        next: `Choose a revision with ${WEIGHTS}; or, ${CONVERT}.`,
      },
    );
  }
  if (names.some((name) => SHARDED.test(name))) {
    return new PlatformError('BASE_INVALID', `The weights of ${place} are in several files.`, {
      next: "Write them into one: `save_pretrained('<folder>', max_shard_size='100GB')`.",
    });
  }
  return new PlatformError('BASE_INVALID', `${place} has no ${WEIGHTS}.`, {
    next: `Name a folder with the weights as safetensors; or, ${CONVERT}.`,
  });
}
