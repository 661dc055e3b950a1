import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { create } from 'tar';
import type { UnpackRules } from '../../../containers/archive/read-archive.ts';
import { unpackModel } from '../../../containers/archive/unpack.ts';
import { ARTIFACT_LIMITS, FOREIGN_MODEL_LIMITS } from '../../../domain/archive/limits.ts';
import { ARTIFACT_FILES } from '../../../domain/model/artifact.ts';
import { END, entry, paxRecord, type RawEntry, tarOf } from './tar-bytes.ts';

const OWN: UnpackRules = { limits: ARTIFACT_LIMITS, files: ARTIFACT_FILES };
const FOREIGN: UnpackRules = { limits: FOREIGN_MODEL_LIMITS };
const MEBIBYTE = 2 ** 20;

let room: string;
beforeEach(async () => {
  room = await mkdtemp(join(tmpdir(), 'unpack-'));
});
afterEach(() => rm(room, { recursive: true }));

async function unpack(archive: Buffer, rules: UnpackRules = OWN): Promise<string[]> {
  const file = join(room, 'model.tar.gz');
  await writeFile(file, archive);
  await unpackModel(file, join(room, 'out'), rules);
  return (await readdir(join(room, 'out'), { recursive: true })).sort();
}

/** The archive is refused with these words, and nothing is left of it, here or outside. */
async function refused(archive: Buffer, why: string, rules: UnpackRules = OWN): Promise<void> {
  await expect(unpack(archive, rules)).rejects.toMatchObject({
    code: 'ARTIFACT_INVALID',
    message: expect.stringContaining(why),
  });
  expect(await readdir(room)).toEqual(['model.tar.gz']);
}

const GOOD: readonly RawEntry[] = [
  { name: './', flag: '5' },
  { name: './model.json', content: '{}' },
  { name: 'model.onnx', content: 'graph' },
  { name: 'vocabulary.json', content: '[]' },
];
const model: RawEntry = { name: 'model.onnx', content: 'graph' };

// A machine that does much else takes its time.
jest.setTimeout(60_000);

describe('unpacking a model', () => {
  it('writes the files of a model, also below a leading dot', async () => {
    expect(await unpack(gzipSync(tarOf(...GOOD)))).toEqual(['model.json', 'model.onnx', 'vocabulary.json']);
    expect(await readFile(join(room, 'out/model.onnx'), 'utf8')).toBe('graph');
  });

  it('reads what other programs pack, with the time stamps that they add', async () => {
    const content = join(room, 'content');
    await mkdir(join(content, 'deep'), { recursive: true });
    await writeFile(join(content, 'deep/weights.bin'), Buffer.alloc(3 * MEBIBYTE, 7));
    await create({ file: join(room, 'packed.tgz'), cwd: content, gzip: true }, ['.']);
    const packed = await readFile(join(room, 'packed.tgz'));
    const stamp: RawEntry = { name: 'PaxHeaders/model.onnx', flag: 'x', content: paxRecord('mtime', '1764000000.25') };

    expect(await unpack(packed, FOREIGN)).toEqual(['deep', 'deep/weights.bin']);
    expect(await unpack(gzipSync(tarOf(stamp, model)))).toEqual(['model.onnx']);
    expect(await unpack(gzipSync(tarOf({ ...model, magic: 'ustar  \0' })))).toEqual(['model.onnx']);
  });

  it('gives back whatever was packed, however the bytes are cut', async () => {
    const name = fc.stringMatching(/^[a-z]{1,8}(\/[a-z]{1,8}){0,2}\.[a-z]{1,3}$/);
    const files = fc.uniqueArray(fc.tuple(name, fc.uint8Array({ maxLength: 1_200 })), {
      minLength: 1,
      maxLength: 6,
      selector: ([path]) => path,
    });

    await fc.assert(
      fc.asyncProperty(files, async (packed) => {
        await unpack(
          gzipSync(tarOf(...packed.map(([path, bytes]) => ({ name: path, content: Buffer.from(bytes) })))),
          FOREIGN,
        );

        for (const [path, bytes] of packed) {
          expect(await readFile(join(room, 'out', path))).toEqual(Buffer.from(bytes));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('refuses, and never anything else, what is no archive or a spoiled one', async () => {
    const whole = tarOf(...GOOD);
    const spoiled = fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 })).map(([at, byte]) => {
      const copy = Buffer.from(whole);
      copy[at] = byte;
      return copy;
    });
    const noise = fc.uint8Array({ maxLength: 3_000 }).map((bytes) => Buffer.from(bytes));

    await fc.assert(
      fc.asyncProperty(fc.oneof(spoiled, noise), async (bytes) => {
        const end = await unpack(gzipSync(bytes)).then(
          () => 'unpacked',
          (error: { code?: unknown }) => error.code,
        );
        expect(['unpacked', 'ARTIFACT_INVALID']).toContain(end);
      }),
      { numRuns: 200 },
    );
  });
});

describe('row 23: an archive is refused, and leaves nothing, for', () => {
  const outside = '/tmp/trainyard-archive-canary';
  const gnuSize = Buffer.from([0x80, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff]);
  const odd = Buffer.from([0x6d, 0xff, 0xfe, 0x6f]);

  const cases: [string, RawEntry[], string, UnpackRules?][] = [
    ['a symbolic link', [{ name: 'model.onnx', flag: '2', linkname: '/etc/passwd' }], 'a symbolic link'],
    ['a hard link', [model, { name: 'model.json', flag: '1', linkname: 'model.onnx' }], 'a hard link'],
    ['a character device', [{ name: 'model.onnx', flag: '3' }], 'a character device'],
    ['a block device', [{ name: 'model.onnx', flag: '4' }], 'a block device'],
    ['a FIFO', [{ name: 'model.onnx', flag: '6' }], 'a FIFO'],
    ['a sparse file', [{ name: 'model.onnx', flag: 'S' }], 'a sparse file'],
    ['a GNU long name', [{ name: '././@LongLink', flag: 'L', content: '../x\0' }, model], 'a GNU long name'],
    ['a GNU long link', [{ name: '././@LongLink', flag: 'K', content: '/etc\0' }, model], 'a GNU long link'],
    ['a global PAX header', [{ name: 'g', flag: 'g', content: paxRecord('path', '../x') }, model], 'a global PAX'],
    ['an unknown type', [{ name: 'model.onnx', flag: 'Z' }], 'an unknown type'],
    ['a PAX name', [{ name: 'x', flag: 'x', content: paxRecord('path', outside) }, model], 'sets "path"'],
    ['a PAX link', [{ name: 'x', flag: 'x', content: paxRecord('linkpath', '/etc') }, model], 'sets "linkpath"'],
    ['a PAX size', [{ name: 'x', flag: 'x', content: paxRecord('size', '99999999999') }, model], 'sets "size"'],
    ['PAX sparseness', [{ name: 'x', flag: 'x', content: paxRecord('GNU.sparse.realsize', '9') }, model], 'sets "GNU.'],
    ['a damaged PAX header', [{ name: 'x', flag: 'x', content: '999 mtime=1\n' }, model], 'a damaged PAX header'],
    ['a huge PAX header', [{ name: 'x', flag: 'x', content: Buffer.alloc(70_000) }, model], 'of an odd size'],
    [
      'PAX headers alone',
      Array(40).fill({ name: 'x', flag: 'x', content: paxRecord('mtime', '1') }),
      'two PAX headers',
    ],
    ['an absolute path', [{ name: outside, content: 'x' }], 'an absolute path', FOREIGN],
    ['a path upwards', [{ name: '../canary', content: 'x' }], 'leaves its folder', FOREIGN],
    ['a path upwards in the middle', [{ name: 'a/../../canary', content: 'x' }], 'leaves its folder', FOREIGN],
    ['a directory upwards', [{ name: '../canary/', flag: '5' }, model], 'leaves its folder', FOREIGN],
    ['a path of Windows', [{ name: 'C:\\canary', content: 'x' }], 'odd characters', FOREIGN],
    ['a line break in a name', [{ name: 'a\nb', content: 'x' }], 'odd characters', FOREIGN],
    ['a name that reads backwards', [{ name: 'a\u202Egnp.exe', content: 'x' }], 'odd characters', FOREIGN],
    ['bytes that are no UTF-8', [{ name: odd, content: 'x' }], 'odd bytes', FOREIGN],
    ['bytes after the NUL of a name', [{ name: 'a.onnx\0.txt', content: 'x' }], 'odd bytes', FOREIGN],
    ['an empty name', [{ name: '', content: 'x' }], 'an odd path', FOREIGN],
    ['a doubled slash', [{ name: 'a//b', content: 'x' }], 'an odd path', FOREIGN],
    ['a file twice', [model, { ...model, name: './model.onnx' }], 'twice'],
    ['a file twice but for case', [model, { ...model, name: 'Model.onnx' }], 'twice', FOREIGN],
    ['a file in a file', [model, { name: 'model.onnx/a', content: 'x' }], 'twice', FOREIGN],
    [
      'a file in place of a directory',
      [
        { name: 'a/b', content: 'x' },
        { name: 'a', content: 'x' },
      ],
      'twice',
      FOREIGN,
    ],
    ['a file that no model has', [model, { name: 'run.py', content: 'print()' }], 'that no model has: "run.py"'],
    ['a directory that no model has', [{ name: 'code/', flag: '5' }, model], 'a directory that no model has'],
    ['a directory with content', [{ name: './', flag: '5', content: 'x' }, model], 'a directory with content'],
    ['a binary size', [{ ...model, size: gnuSize }], 'no plain number'],
    ['a size that is no number', [{ ...model, size: Buffer.from('0000000-005\0') }], 'no plain number'],
    ['a size over the limit', [{ ...model, size: 2 ** 31 }], 'more than 1073741824 bytes'],
    ['a format that is not ustar', [{ ...model, magic: 'oldtar!!' }], 'not ustar'],
  ];

  // Every row gets its rules here: Jest would fill a missing argument with a callback.
  it.each(cases.map(([name, entries, why, rules = OWN]) => [name, entries, why, rules] as const))(
    '%s',
    async (_name, entries, why, rules) => {
      await refused(gzipSync(tarOf(...entries)), why, rules);
      expect(existsSync(outside)).toBe(false);
    },
  );

  it.each([
    ['being cut off within a file', tarOf(...GOOD).subarray(0, 1_800), 'is cut off'],
    ['being cut off before its end', Buffer.concat(GOOD.map(entry)), 'is cut off'],
    ['a second archive behind it', Buffer.concat([tarOf(model), tarOf(...GOOD)]), 'after its end'],
    ['a hole within', Buffer.concat([entry(model), Buffer.alloc(512), entry(model), END]), 'after its end'],
    ['having no files', END, 'has no files'],
    ['being no tar archive', Buffer.alloc(2_000, 65), 'wrong checksum'],
  ])('%s', (_name, tar, why) => refused(gzipSync(tar), why));

  it.each([
    ['a gzip that is cut off', gzipSync(tarOf(...GOOD)).subarray(0, 60), 'truncated'],
    ['bytes after the gzip', Buffer.concat([gzipSync(tarOf(...GOOD)), Buffer.alloc(9)]), 'after its end'],
    ['being no gzip', tarOf(...GOOD), 'not gzip at all'],
    ['being a ZIP', Buffer.from('PK\u0003\u0004'), 'not gzip at all'],
    ['being packed twice', gzipSync(gzipSync(tarOf(...GOOD))), 'is cut off'],
  ])('%s', (_name, archive, why) => refused(archive, why));

  it('too many entries', async () => {
    const many = Array.from({ length: 101 }, (_, index) => ({ name: `part-${index}`, content: '' }));

    await refused(gzipSync(tarOf(...many)), 'more than 100 entries', {
      limits: { ...FOREIGN_MODEL_LIMITS, entries: 100 },
    });
  });

  it('a bomb of 10 GB in one file, in small files or behind the end, with memory and disk under a cap', async () => {
    const zeros = gzipSync(Buffer.alloc(64 * MEBIBYTE));
    const small = Array.from({ length: 80 }, (_, index) => ({ name: `${index}`, content: Buffer.alloc(MEBIBYTE) }));
    const bombs: [Buffer, string][] = [
      [
        Buffer.concat([gzipSync(entry({ name: 'one', size: 2 ** 33 - 1 })), ...Array(160).fill(zeros)]),
        'more than 200',
      ],
      [gzipSync(tarOf(...small)), 'more than 200 times its size'],
      [Buffer.concat([gzipSync(tarOf(model)), ...Array(160).fill(zeros)]), 'after its end'],
    ];
    const before = process.memoryUsage().rss;
    const out = join(room, 'out');
    let mostOnDisk = 0;
    const watch = setInterval(() => {
      const names = existsSync(out) ? readdirSync(out) : [];
      mostOnDisk = Math.max(
        mostOnDisk,
        sum(names.map((name) => statSync(join(out, name), { throwIfNoEntry: false })?.size ?? 0)),
      );
    }, 2);

    try {
      for (const [bomb, why] of bombs) await refused(bomb, why, FOREIGN);
    } finally {
      clearInterval(watch);
    }

    expect(process.memoryUsage().rss - before).toBeLessThan(256 * MEBIBYTE);
    expect(mostOnDisk).toBeGreaterThan(0);
    expect(mostOnDisk).toBeLessThanOrEqual(66 * MEBIBYTE);
  }, 20_000);
});

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
