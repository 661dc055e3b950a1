import { describe, expect, it } from '@jest/globals';
import { readArchitecture } from '../../../domain/base/architecture.ts';
import { assertBases } from '../../../domain/base/assert-bases.ts';
import { baseDescriptionSchema, digestOf } from '../../../domain/base/description.ts';
import { chooseFiles } from '../../../domain/base/files.ts';
import { checkTokenizer } from '../../../domain/base/tokenizer.ts';
import { sha256 } from '../../../domain/hash.ts';
import { aBase, planWith, transformer } from './bases.ts';

describe('the digest of a base', () => {
  it('is what a container computes from the names and hashes of its files', () => {
    const files = { 'b.txt': { sha256: 'bb' }, 'a.json': { sha256: 'aa' } };

    expect(digestOf(files)).toBe(sha256('{"a.json":"aa","b.txt":"bb"}'));
  });

  it('must be that of the files which the description names', () => {
    const base = aBase('minilm-l6');

    expect(baseDescriptionSchema.safeParse(base).success).toBe(true);
    expect(baseDescriptionSchema.safeParse({ ...base, digest: 'e'.repeat(64) }).success).toBe(false);
  });
});

describe('the files of a base', () => {
  const whole = ['config.json', 'model.safetensors', 'tokenizer.json'];

  it('are those of the model and its tokenizer, and no other', () => {
    const names = ['README.md', 'pytorch_model.bin', 'vocab.txt', 'modeling_own.py', ...whole, 'onnx/model.onnx'];

    expect(chooseFiles(names, 'm')).toEqual(['config.json', 'model.safetensors', 'tokenizer.json', 'vocab.txt']);
  });

  it.each([
    ['pytorch_model.bin', /pickled weights only \(pytorch_model\.bin\).*runs code/],
    ['weights.pt', /pickled weights only \(weights\.pt\)/],
    ['pytorch_model-00001-of-00002.bin', /pickled weights only/],
    ['model-00001-of-00002.safetensors', /in several files/],
    ['model.onnx', /has no model\.safetensors/],
  ])('are refused when the weights are %s', (weights, message) => {
    expect(() => chooseFiles(['config.json', 'tokenizer.json', weights], 'm')).toThrow(message);
  });

  it('are refused with how to convert pickled weights', () => {
    expect(() => chooseFiles(['config.json', 'tokenizer.json', 'pytorch_model.bin'], 'm')).toThrow(
      expect.objectContaining({ code: 'BASE_INVALID', next: expect.stringContaining('safe_serialization=True') }),
    );
  });

  it.each(['config.json', 'tokenizer.json'])('are refused without %s', (missing) => {
    const names = whole.filter((name) => name !== missing);

    expect(() => chooseFiles(names, 'm')).toThrow(`m has no ${missing}`);
  });
});

describe('the architecture of a base', () => {
  const sizes = { hidden_size: 384, num_hidden_layers: 6, max_position_embeddings: 512 };

  it.each([
    ['bert', sizes, 512],
    ['deberta-v2', sizes, 512],
    ['roberta', { ...sizes, max_position_embeddings: 514, pad_token_id: 1 }, 512],
    ['distilbert', { dim: 384, n_layers: 6, max_position_embeddings: 512 }, 512],
  ])('is read from the words of %s', (type, config, maxPositions) => {
    expect(readArchitecture(JSON.stringify({ model_type: type, ...config }))).toEqual({
      architecture: type,
      hiddenSize: 384,
      layers: 6,
      maxPositions,
    });
  });

  it.each([
    ['{"model_type":"llama"}', 'The architecture llama is not supported'],
    ['{}', 'names no model_type'],
    ['{"model_type":"bert","hidden_size":1,"num_hidden_layers":1}', 'no usable max_position_embeddings'],
    ['not json', 'is not JSON'],
  ])('is refused for %s', (config, message) => {
    expect(() => readArchitecture(config)).toThrow(message);
  });
});

describe('a tokenizer.json', () => {
  it('has a model with a vocabulary', () => {
    expect(() => checkTokenizer('{"model":{"type":"WordPiece","vocab":{"a":0}}}')).not.toThrow();
    for (const text of ['', '{}', '{"model":{}}', '{"model":{"vocab":null}}']) {
      expect(() => checkTokenizer(text)).toThrow('no tokenizer with a vocabulary');
    }
  });
});

describe('the bases of a run', () => {
  const fine = transformer('fine', { base: 'minilm-l6', maxTokens: 256 });
  const plan = planWith([fine], [aBase('minilm-l6')]);
  const check = (found: Parameters<typeof assertBases>[1], of = plan) =>
    assertBases(of, found, of.deployed.config.candidates);

  it('are accepted as they were planned', () => {
    expect(() => check({ 'minilm-l6': aBase('minilm-l6') })).not.toThrow();
  });

  it('are refused when one is missing, with the command that adds it', () => {
    expect(() => check({})).toThrow(
      expect.objectContaining({ code: 'BASE_UNKNOWN', next: expect.stringContaining('base add minilm-l6 --from') }),
    );
  });

  it('are refused when one was replaced, or came, after the run was planned', () => {
    expect(() => check({ 'minilm-l6': aBase('minilm-l6', { content: 'other' }) })).toThrow(
      expect.objectContaining({ code: 'BASE_CHANGED' }),
    );
    expect(() => check({ 'minilm-l6': aBase('minilm-l6') }, planWith([fine], []))).toThrow(
      expect.objectContaining({ code: 'BASE_CHANGED' }),
    );
  });

  it('are refused with everything at once that they cannot do', () => {
    const greedy = planWith(
      [fine, transformer('frozen', { base: 'minilm-l6', freezeLayers: 7, maxTokens: 512 })],
      [aBase('minilm-l6', { maxPositions: 128 })],
    );

    expect(() => check({ 'minilm-l6': aBase('minilm-l6', { maxPositions: 128 }) }, greedy)).toThrow(
      'candidate fine: maxTokens is 256, and minilm-l6 reads 128; ' +
        'candidate frozen: maxTokens is 512, and minilm-l6 reads 128; ' +
        'candidate frozen: freezeLayers is 7, and minilm-l6 has 6 layers',
    );
  });
});
