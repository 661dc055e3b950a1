import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { stageInferenceImage } from '../../../containers/inference/build.ts';
import { openClassifier } from '../../../containers/inference/core/classify.ts';
import { checkOnnx } from '../../../containers/inference/core/onnx/check.ts';
import { evaluateCandidate } from '../../../containers/processing/evaluate/candidates.ts';
import { tarOf } from '../archive/tar-bytes.ts';
import { MemoryObjects } from '../processing/memory-objects.ts';
import {
  bytesField,
  linearGraph,
  message,
  model,
  node,
  numberField,
  scatterGraph,
  setting,
  tensor,
  varint,
} from './onnx-bytes.ts';
import { PYTHON } from './python.ts';
import { linkPackages, startStagedServer } from './staged-server.ts';

jest.setTimeout(60_000);

const GOOD = model(linearGraph());
const graphWith = (...more: Buffer[]): Buffer => model(linearGraph(...more));
const nodeWith = (...more: Buffer[]): Buffer => graphWith(bytesField(1, node('Identity', ['sums'], 'x', ...more)));
const tensorWith = (...more: Buffer[]): Buffer =>
  graphWith(bytesField(5, tensor({ name: 'x', type: 1, dims: [1], data: new Uint8Array(4) }, ...more)));
const shaped = (type: number, dims: readonly (number | bigint)[]): Buffer =>
  graphWith(bytesField(5, tensor({ name: 'x', type, dims, data: new Uint8Array(4) })));

let folder: string;
let canary: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'hostile-models-'));
  canary = path.join(folder, 'canary');
});
afterEach(() => rmSync(folder, { recursive: true }));

const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

type Files = Record<'model.json' | 'model.onnx' | 'vocabulary.json', string | Buffer>;

const VOCABULARY = JSON.stringify({ terms: ['good'], idf: [1] });

/** A whole artifact with digests that agree, whatever its files are. */
function artifact(graph: Buffer = GOOD, vocabulary: string | Buffer = VOCABULARY): Files {
  const cleaning = {
    lowercase: true,
    stripUrls: false,
    stripHtml: false,
    asciiFold: false,
    stopWords: 'none',
    stemming: 'none',
  };
  const description = {
    formatVersion: 1,
    family: 'linear',
    labels: ['negative', 'positive'],
    preprocessing: { cleaning, ngramMin: 1, ngramMax: 1, sublinearTf: false },
    maxTextLength: 1_000,
    files: { 'model.onnx': sha256(graph), 'vocabulary.json': sha256(vocabulary) },
    training: { candidate: 'unigram', seed: 1, rows: 1, hyperparameters: {}, packages: {} },
  };
  return { 'model.json': JSON.stringify(description), 'model.onnx': graph, 'vocabulary.json': vocabulary };
}

function unpacked(files: Partial<Files>): string {
  const directory = path.join(folder, 'ml/model');
  mkdirSync(directory, { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(directory, name), content);
  return directory;
}

const open = (directory: string, expectedDigest?: string) =>
  openClassifier(directory, { intraOpThreads: 1, expectedDigest });

/** What loading it with Python would do: make the canary. */
const pickle = (): Buffer => Buffer.from(`cos\nsystem\n(S'touch ${canary}'\ntR.`);
const newPickle = (): Buffer => {
  const command = `touch ${canary}`;
  const text = Buffer.concat([Buffer.from([0x8c, command.length]), Buffer.from(command)]);
  const callable = Buffer.from([0x8c, 2, ...Buffer.from('os'), 0x8c, 6, ...Buffer.from('system'), 0x93]);
  return Buffer.concat([Buffer.from([0x80, 4]), callable, text, Buffer.from([0x85, 0x52, 0x2e])]);
};
const savedByTorch = (): Buffer => Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(26), pickle()]);

describe('a model graph', () => {
  it('that is sound is run', async () => {
    const classifier = await open(unpacked(artifact()));

    const [prediction] = await classifier.classify(['good']);
    await classifier.close();

    expect(prediction?.label).toBe('positive');
  });

  it.each<[string, Buffer, string]>([
    [
      'external data',
      tensorWith(bytesField(13, message(bytesField(1, 'location'), bytesField(2, '/etc/passwd')))),
      'outside the file',
    ],
    ['a location outside alone', tensorWith(numberField(14, 1)), 'outside the file'],
    [
      'external data in a constant',
      nodeWith(bytesField(5, message(bytesField(1, 'value'), bytesField(5, bytesField(13, 'x'))))),
      'outside the file',
    ],
    ['an operator of another domain', nodeWith(bytesField(7, 'com.microsoft')), 'an operator of "com.microsoft"'],
    [
      'an operator that is not on the list',
      graphWith(bytesField(1, node('ConstantOfShape', ['terms'], 'x'))),
      '"ConstantOfShape"',
    ],
    [
      'a loop',
      graphWith(bytesField(1, node('Loop', [], 'x', bytesField(5, bytesField(6, linearGraph()))))),
      'a subgraph',
    ],
    ['a hidden subgraph', nodeWith(bytesField(5, bytesField(11, linearGraph()))), 'a subgraph'],
    ['two operators in a node', nodeWith(bytesField(4, 'If')), 'two operators'],
    ['functions', model(linearGraph(), bytesField(25, bytesField(1, 'Softmax'))), 'functions'],
    ['training information', model(linearGraph(), bytesField(20, '')), 'training information'],
    ['two graphs, which protobuf would merge', model(linearGraph(), bytesField(7, linearGraph())), 'two graphs'],
    ['no graph', model(Buffer.alloc(0)).subarray(0, 2), 'no graph'],
    ['a field that onnx.proto does not have', model(linearGraph(), bytesField(99, 'x')), 'field 99'],
    ['sparse tensors', graphWith(bytesField(15, '')), 'a sparse tensor'],
    ['a tensor of a terabyte', shaped(1, [2 ** 20, 2 ** 18]), 'shape and bytes'],
    ['a tensor of 2^62 by 4', shaped(1, [2n ** 62n, 4n]), 'absurd shape'],
    ['a tensor of a negative length', shaped(1, [-1]), 'absurd shape'],
    ['a tensor of 1,000 dimensions', shaped(1, Array(1_000).fill(1)), 'too many dimensions'],
    ['1,000 dimensions in a packed list', tensorWith(bytesField(1, Buffer.alloc(1_000, 1))), 'too many dimensions'],
    ['strings', shaped(8, [1]), 'a type that no model needs'],
    ['a group, which ends protobuf parsers', model(linearGraph(), varint(7 * 8 + 3)), 'an unknown kind'],
    ['half of its bytes', GOOD.subarray(0, GOOD.length / 2), 'ends within'],
    ['nothing', Buffer.alloc(0), 'no graph'],
  ])('with %s never reaches ONNX Runtime', async (_name, graph, why) => {
    await expect(open(unpacked(artifact(graph)))).rejects.toMatchObject({
      code: 'ARTIFACT_INVALID',
      message: expect.stringMatching(new RegExp(`^model\\.onnx .*${why}`)),
    });
  });

  it('that gives other numbers than one for each text and label is refused', async () => {
    const wrong = linearGraph().toString('latin1').replace('\u0012\u0004sums', '\u0012\u0004summ');
    const threeLabels = artifact();
    const description = JSON.parse(String(threeLabels['model.json']));
    description.labels.push('third');
    const classifier = await open(unpacked({ ...threeLabels, 'model.json': JSON.stringify(description) }));

    await expect(classifier.classify(['good'])).rejects.toMatchObject({ code: 'ARTIFACT_INVALID' });
    await classifier.close();
    await expect(open(unpacked(artifact(model(Buffer.from(wrong, 'latin1')))))).rejects.toMatchObject({
      code: 'ARTIFACT_INVALID',
      message: 'ONNX Runtime cannot load model.onnx',
    });
  });

  it('that scatters terms beyond its row gives an error and writes nothing there', async () => {
    const sound = await open(unpacked(artifact(model(scatterGraph(2)))));
    await expect(sound.classify(['good'])).resolves.toHaveLength(1);
    await sound.close();
    const narrow = await open(unpacked(artifact(model(scatterGraph(1)))));

    await expect(narrow.classify(['good'])).rejects.toMatchObject({
      code: 'ARTIFACT_INVALID',
      cause: { message: expect.stringMatching(/out of data bounds/) },
    });
    await expect(narrow.classify([''])).resolves.toHaveLength(1);
    await narrow.close();
  });

  it('of any bytes is passed or refused with a code, at once', () => {
    const spoiled = fc
      .array(fc.tuple(fc.nat(GOOD.length - 1), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 4 })
      .map((changes) => {
        const copy = Buffer.from(GOOD);
        for (const [at, byte] of changes) copy[at] = byte;
        return copy;
      });
    const nested = fc.letrec<{ field: Buffer }>((tie) => ({
      field: fc.oneof(
        { maxDepth: 6 },
        fc
          .tuple(fc.integer({ min: 1, max: 30 }), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }))
          .map(([number, value]) => numberField(number, value)),
        fc
          .tuple(fc.integer({ min: 1, max: 30 }), fc.array(tie('field'), { maxLength: 4 }))
          .map(([number, fields]) => bytesField(number, message(...fields))),
      ),
    })).field;
    const anything = fc.oneof(
      spoiled,
      fc.uint8Array({ maxLength: 600 }).map((bytes) => Buffer.from(bytes)),
      fc.array(nested, { maxLength: 6 }).map((fields) => message(...fields)),
      fc.array(nested, { maxLength: 6 }).map((fields) => graphWith(...fields)),
    );

    fc.assert(
      fc.property(anything, (bytes) => {
        try {
          checkOnnx(bytes);
        } catch (error) {
          expect(error).toMatchObject({ code: 'ARTIFACT_INVALID' });
        }
      }),
      { numRuns: 3_000, interruptAfterTimeLimit: 20_000, markInterruptAsFailure: true },
    );
  });

  it('of 20,000 nodes or 64 MB is read in time and memory that grow with its bytes only', () => {
    const nodes = (count: number): Buffer =>
      graphWith(...Array(count).fill(bytesField(1, node('Identity', ['sums'], 'x', setting('a', 1)))));
    const large = graphWith(bytesField(10, Buffer.alloc(2 ** 26)));
    const before = process.memoryUsage().arrayBuffers;
    const started = performance.now();

    checkOnnx(nodes(19_000));
    checkOnnx(large);
    expect(() => checkOnnx(nodes(20_001))).toThrow(/more than 20000 nodes/);

    expect(performance.now() - started).toBeLessThan(10_000);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 27);
  });
});

describe('row 25: an artifact is never loaded when it', () => {
  it('would be one that runs code in Python (the test of the test)', () => {
    for (const make of [pickle, newPickle]) {
      writeFileSync(path.join(folder, 'proof.pkl'), make());
      execFileSync(PYTHON, [
        '-c',
        `import pickle; pickle.load(open(${JSON.stringify(path.join(folder, 'proof.pkl'))}, 'rb'))`,
      ]);

      expect(existsSync(canary)).toBe(true);
      rmSync(canary);
    }
  });

  it.each<[string, () => Files, RegExp]>([
    ['is a pickle named model.onnx', () => artifact(pickle()), /^model\.onnx has/],
    ['is a newer pickle named model.onnx', () => artifact(newPickle()), /is a Python pickle/],
    ['is a .pt2 named model.onnx', () => artifact(savedByTorch()), /is a ZIP archive.*as PyTorch writes/],
    ['is a pickle named vocabulary.json', () => artifact(GOOD, pickle()), /vocabulary\.json is not JSON/],
    ['is a pickle named model.json', () => ({ ...artifact(), 'model.json': pickle() }), /model\.json is not JSON/],
    [
      'has another graph than model.json lists',
      () => ({ ...artifact(), 'model.onnx': model(linearGraph(), numberField(5, 2)) }),
      /model\.onnx is not the file.*digest/,
    ],
    [
      'has another vocabulary than model.json lists',
      () => ({ ...artifact(), 'vocabulary.json': `${VOCABULARY} ` }),
      /vocabulary\.json is not the file.*digest/,
    ],
    ['refers to data outside', () => artifact(tensorWith(numberField(14, 1))), /outside the file/],
  ])('%s, not by the evaluation, not by the core, not by the server', async (_name, make, why) => {
    const files = make();
    const objects = new MemoryObjects();
    objects.set(
      { bucket: 'a', key: 'b/model.tar.gz' },
      gzipSync(tarOf(...Object.entries(files).map(([name, content]) => ({ name, content })))),
    );
    mkdirSync(path.join(folder, 'work'), { recursive: true });
    const room = {
      objects,
      workDirectory: path.join(folder, 'work'),
      labels: ['negative', 'positive'],
      task: 'single-label',
    } as const;
    const trained = {
      status: 'trained',
      candidate: 'a',
      family: 'linear',
      jobName: 'job-a',
      artifactUri: 's3://a/b/model.tar.gz',
    } as const;

    const evaluated = await evaluateCandidate(trained, [], room);

    expect(evaluated.result).toMatchObject({ status: 'failed', reason: expect.stringMatching(/^ARTIFACT_INVALID/) });
    await expect(open(unpacked(files))).rejects.toMatchObject({
      code: 'ARTIFACT_INVALID',
      message: expect.stringMatching(why),
    });
    expect(existsSync(canary)).toBe(false);
  });

  it.each([
    ['is not the one that was registered', () => unpacked(artifact()), 'f'.repeat(64), /not the registered one/],
    [
      'is a link to another file',
      () => {
        const directory = unpacked({ ...artifact(), 'vocabulary.json': '' });
        rmSync(path.join(directory, 'vocabulary.json'));
        symlinkSync('/etc/hostname', path.join(directory, 'vocabulary.json'));
        return directory;
      },
      undefined,
      /vocabulary\.json is no plain file/,
    ],
    [
      'brings files that it does not list',
      () => unpacked({ ...artifact(), 'run.py': '' } as Files),
      undefined,
      /does not list/,
    ],
  ])('%s', async (_name, make, digest, why) => {
    await expect(open(make(), digest)).rejects.toMatchObject({
      code: 'ARTIFACT_INVALID',
      message: expect.stringMatching(why),
    });
  });

  it('is a pickle, by the server of the image, which says so and ends before it is ready', async () => {
    const context = path.join(folder, 'context');
    stageInferenceImage({ outputDirectory: context });
    linkPackages(context);
    unpacked(artifact(newPickle()));

    const server = await startStagedServer(context, path.join(folder, 'ml'));

    expect(await server.ended()).not.toBe(0);
    expect(server.output()).toContain('model.onnx is a Python pickle and no ONNX model');
    expect(existsSync(canary)).toBe(false);
  });
});
