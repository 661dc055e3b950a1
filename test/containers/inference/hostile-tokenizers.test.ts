import { mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { openClassifier } from '../../../containers/inference/core/classify.ts';
import { openTransformer } from '../../../containers/inference/core/features/transformer/open.ts';
import { graphDescriptionSchema } from '../../../domain/model/artifact.ts';
import { linearGraph, model, numberField, tokenGraph } from './onnx-bytes.ts';
import { type Parts, tokenizerParts, transformerArtifact, unpacked } from './transformer-artifact.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'hostile-tokenizers-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (directory: string) => openClassifier(directory, { intraOpThreads: 1 });
const opened = (tokenizer: string | Buffer) =>
  open(unpacked(path.join(folder, 'model'), transformerArtifact({ tokenizer })));
const withParts = (parts: Parts): string => JSON.stringify({ ...tokenizerParts(), ...parts });
const withModel = (parts: Parts): string => {
  const { model: own } = tokenizerParts();
  return withParts({ model: { ...Object(own), ...parts } });
};
const replace = (pattern: Parts, content: string): Parts => ({ type: 'Replace', pattern, content });

describe('a tokenizer.json is refused that', () => {
  it.each<[string, () => string | Buffer]>([
    ['is nothing', () => ''],
    ['is half of one', () => withParts({}).slice(0, 200)],
    ['is a pickle', () => Buffer.from('cos\nsystem\n.')],
    ['is a list', () => '[]'],
    ['lacks its model', () => withParts({ model: undefined })],
    ['has a catastrophic expression', () => withParts({ normalizer: replace({ Regex: '(a+)+$' }, '') })],
    [
      'splits by an expression of its own',
      () => withParts({ pre_tokenizer: { type: 'Split', pattern: { Regex: '(x|xx)+y' }, behavior: 'Isolated' } }),
    ],
    ['replaces a letter by a page', () => withParts({ normalizer: replace({ String: 'a' }, 'a'.repeat(10_000)) })],
    [
      'doubles a letter over and over',
      () => withParts({ normalizer: { type: 'Sequence', normalizers: Array(8).fill(replace({ String: 'a' }, 'aa')) } }),
    ],
    ['has a step that the core does not know', () => withParts({ normalizer: { type: 'Precompiled' } })],
    [
      'nests its steps',
      () =>
        withParts({ pre_tokenizer: { type: 'Sequence', pretokenizers: [{ type: 'Sequence', pretokenizers: [] }] } }),
    ],
    ['wants words of any length compared', () => withModel({ max_input_chars_per_word: 1e9 })],
    ['has a prefix of a page', () => withModel({ continuing_subword_prefix: '#'.repeat(10_000) })],
    ['lacks its unknown token', () => withModel({ unk_token: 'nobody' })],
    ['has a negative id', () => withModel({ vocab: { '[UNK]': -1 } })],
    ['has an id beyond any vocabulary', () => withModel({ vocab: { '[UNK]': 2 ** 40 } })],
    [
      'lists too many merges',
      () => withParts({ model: { type: 'BPE', vocab: { a: 0 }, merges: Array(2 ** 19 + 1).fill('a') } }),
    ],
    ['merges tokens that it lacks', () => withParts({ model: { type: 'BPE', vocab: { a: 0 }, merges: ['a z'] } })],
    [
      'has pieces of any length',
      () => withParts({ model: { type: 'Unigram', unk_id: 0, vocab: [['x'.repeat(99), 0]] } }),
    ],
    [
      'names an unknown piece that it lacks',
      () => withParts({ model: { type: 'Unigram', unk_id: 7, vocab: [['x', 0]] } }),
    ],
    [
      'has thousands of tokens of its own',
      () =>
        withParts({
          added_tokens: Array.from({ length: 5_000 }, (_, id) => ({ id, content: `<${id}>`, normalized: false })),
        }),
    ],
    [
      'puts more tokens round a text than there is room for',
      () => {
        const single = [...Array(8).fill({ SpecialToken: { id: 'x' } }), { Sequence: { id: 'A' } }];
        const special_tokens = { x: { ids: [1, 1, 1] } };
        return withParts({ post_processor: { type: 'TemplateProcessing', single, special_tokens } });
      },
    ],
  ])('%s', async (_name, make) => {
    await expect(opened(make())).rejects.toMatchObject({
      code: 'ARTIFACT_INVALID',
      message: expect.stringMatching(/^tokenizer\.json is /),
    });
  });

  it('is huge, before a byte of it is read', async () => {
    const directory = unpacked(path.join(folder, 'model'), transformerArtifact());
    truncateSync(path.join(directory, 'tokenizer.json'), 2 ** 25 + 1);

    await expect(open(directory)).rejects.toMatchObject({
      code: 'ARTIFACT_INVALID',
      message: 'tokenizer.json has more than 33554432 bytes',
    });
  });

  it('is another than model.json lists, a link, or not the only one', async () => {
    const directory = unpacked(path.join(folder, 'model'), transformerArtifact());
    const tokenizer = path.join(directory, 'tokenizer.json');
    writeFileSync(tokenizer, withParts({ normalizer: null }));
    await expect(open(directory)).rejects.toMatchObject({ message: expect.stringMatching(/digest differs/) });

    rmSync(tokenizer);
    symlinkSync('/etc/hostname', tokenizer);
    await expect(open(directory)).rejects.toMatchObject({ message: 'tokenizer.json is no plain file' });

    const more = unpacked(path.join(folder, 'more'), { ...transformerArtifact(), 'vocabulary.json': '{}' });
    await expect(open(more)).rejects.toMatchObject({ message: expect.stringMatching(/does not list/) });
  });
});

describe('the graph of a transformer is refused that', () => {
  it.each<[string, Buffer, RegExp]>([
    ['takes the inputs of another family', model(linearGraph()), /must take input_ids and attention_mask/],
    ['has training information', model(tokenGraph([[0, 0]]), numberField(20, 0)), /training information/],
  ])('%s', async (_name, graph, why) => {
    await expect(open(unpacked(path.join(folder, 'model'), transformerArtifact({ graph })))).rejects.toMatchObject({
      code: 'ARTIFACT_INVALID',
      message: expect.stringMatching(why),
    });
  });

  it('knows fewer tokens than its tokenizer, when it meets one', async () => {
    const graph = model(tokenGraph([[0, 0]]));
    const classifier = await open(unpacked(path.join(folder, 'model'), transformerArtifact({ graph })));

    await expect(classifier.classify(['good'])).rejects.toMatchObject({ code: 'ARTIFACT_INVALID' });
    await classifier.close();
  });
});

describe('a tokenizer of any parts', () => {
  const description = graphDescriptionSchema.parse(JSON.parse(transformerArtifact()['model.json']));
  const preprocessing = { maxTokens: 16, padTokenId: 0 };

  it('is run in bounded time, or refused with a code', () => {
    const part = fc.constantFrom('added_tokens', 'normalizer', 'pre_tokenizer', 'post_processor', 'model');
    const inModel = fc.constantFrom(
      'vocab',
      'unk_token',
      'type',
      'max_input_chars_per_word',
      'continuing_subword_prefix',
    );
    const spoiled = fc.oneof(
      fc.tuple(part, fc.jsonValue()).map(([name, value]) => withParts({ [name]: value })),
      fc.tuple(inModel, fc.jsonValue()).map(([name, value]) => withModel({ [name]: value })),
      fc.json(),
    );
    fc.assert(
      fc.property(spoiled, fc.string({ unit: 'binary', maxLength: 200 }), (json, text) => {
        const file = (): Buffer => Buffer.from(json);
        try {
          const { length } = openTransformer(
            { description, graph: Buffer.alloc(0), digest: '', file },
            preprocessing,
          ).extract(text);
          expect(length).toBeLessThanOrEqual(16);
        } catch (error) {
          expect(error).toMatchObject({ code: 'ARTIFACT_INVALID' });
        }
      }),
      { numRuns: 300, interruptAfterTimeLimit: 20_000, markInterruptAsFailure: true },
    );
  });

  it('takes long hostile texts apart in a time that grows with them', () => {
    const tokenizer = withModel({ max_input_chars_per_word: 200 });
    const { extract } = openTransformer(
      { description, graph: Buffer.alloc(0), digest: '', file: () => Buffer.from(tokenizer) },
      { maxTokens: 4_096, padTokenId: 0 },
    );
    const started = performance.now();

    for (const text of [
      'goodly'.repeat(16_000),
      ' '.repeat(100_000),
      'é\u0301'.repeat(50_000),
      '[SEP'.repeat(25_000),
    ]) {
      extract(text);
    }

    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
