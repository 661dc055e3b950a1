import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { gunzip } from '../../../containers/archive/gunzip.ts';
import { type UnpackLimits, UPLOAD_LIMITS } from '../../../domain/archive/limits.ts';
import { PlatformError } from '../../../domain/errors.ts';

const MEBIBYTE = 2 ** 20;
const refuse = (why: string): PlatformError => new PlatformError('UPLOAD_UNREADABLE', `the file ${why}`);

let room: string;
beforeAll(async () => {
  room = await mkdtemp(join(tmpdir(), 'gunzip-'));
});
afterAll(() => rm(room, { recursive: true }));

async function unpack(content: Buffer, limits: UnpackLimits = UPLOAD_LIMITS): Promise<{ bytes: number; why: string }> {
  const path = join(room, 'file.gz');
  await writeFile(path, content);
  let bytes = 0;
  try {
    for await (const chunk of gunzip(path, limits, refuse)) bytes += chunk.length;
    return { bytes, why: '' };
  } catch (error) {
    return { bytes, why: error instanceof PlatformError ? error.message : `untyped: ${String(error)}` };
  }
}

// A machine that does much else takes its time.
jest.setTimeout(60_000);

describe('unpacking gzip', () => {
  it('gives all members of a file, and text that packs well', async () => {
    const text = 'text,label\n'.repeat(100_000);

    expect(await unpack(Buffer.concat([gzipSync(text), gzipSync('more')]))).toEqual({
      bytes: text.length + 4,
      why: '',
    });
  });

  it.each([
    ['cut off', gzipSync('text '.repeat(99)).subarray(0, 20), 'is truncated'],
    ['empty', Buffer.alloc(0), 'is truncated'],
    ['no gzip', Buffer.from('text,label'), 'is truncated'],
    ['followed by zeros', Buffer.concat([gzipSync('text'), Buffer.alloc(3 * MEBIBYTE)]), 'after its end'],
    ['followed by text', Buffer.concat([gzipSync('text'), Buffer.from('not packed')]), 'damaged'],
  ])('refuses a file that is %s', async (_name, content, why) => {
    expect((await unpack(content)).why).toContain(why);
  });

  it('row 23: stops a gzip bomb of 10 GB of zeros where the ratio is seen', async () => {
    const member = gzipSync(Buffer.alloc(64 * MEBIBYTE));
    const before = process.memoryUsage().rss;

    const { bytes, why } = await unpack(Buffer.concat(Array(160).fill(member)));

    expect(why).toContain('more than 200 times its size');
    expect(bytes).toBeLessThanOrEqual(66 * MEBIBYTE);
    expect(process.memoryUsage().rss - before).toBeLessThan(256 * MEBIBYTE);
  });

  it('row 23: counts bytes as they come out, whatever the file says of itself', async () => {
    const limits = { bytes: 3 * MEBIBYTE, ratio: 2_000, ratioFromBytes: 0 };

    const { bytes, why } = await unpack(gzipSync(Buffer.alloc(64 * MEBIBYTE)), limits);

    expect(why).toContain(`more than ${3 * MEBIBYTE} bytes`);
    expect(bytes).toBeLessThanOrEqual(4 * MEBIBYTE);
  });

  it('row 23: unpacks one layer only, so that nesting gains nothing', async () => {
    const inner = gzipSync(Buffer.alloc(64 * MEBIBYTE));

    expect(await unpack(gzipSync(inner))).toEqual({ bytes: inner.length, why: '' });
  });
});
