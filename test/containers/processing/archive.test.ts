import { mkdir, mkdtemp, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { create } from 'tar';
import { unpackArtifact } from '../../../containers/processing/evaluate/archive.ts';

async function archive(
  files: Readonly<Record<string, string>>,
  entries = Object.keys(files),
): Promise<{ file: string; out: string; room: string }> {
  const room = await mkdtemp(join(tmpdir(), 'archive-'));
  const content = join(room, 'content');
  await mkdir(content);
  for (const [name, text] of Object.entries(files)) await writeFile(join(content, name), text);
  await symlink('/etc/passwd', join(content, 'link'));
  const file = join(room, 'model.tar.gz');
  await create({ file, cwd: content, gzip: true, preservePaths: true, portable: true }, entries);
  return { file, out: join(room, 'out'), room };
}

const GOOD = { 'model.json': '{}', 'model.onnx': 'graph', 'vocabulary.json': '{}' };

describe('unpackArtifact', () => {
  it('writes the three files, also below a leading dot', async () => {
    const { file, out } = await archive(GOOD, ['./model.json', './model.onnx', 'vocabulary.json']);

    await unpackArtifact(file, out);

    expect((await readdir(out)).sort()).toEqual(['model.json', 'model.onnx', 'vocabulary.json']);
    expect(await readFile(join(out, 'model.onnx'), 'utf8')).toBe('graph');
  });

  it.each([
    ['a symbolic link', GOOD, ['model.json', 'link'], 'has a SymbolicLink'],
    ['a path out of the folder', GOOD, ['../content/model.json'], 'has a file that no model has'],
    ['an unknown file', { ...GOOD, 'run.py': 'print()' }, undefined, 'has a file that no model has: "run.py"'],
    ['a file twice', GOOD, ['model.json', './model.json'], 'twice'],
    ['too many entries', GOOD, Array(11).fill('model.json'), 'twice'],
  ])('refuses %s and leaves nothing behind', async (_name, files, entries, message) => {
    const { file, out, room } = await archive(files, entries);

    await expect(unpackArtifact(file, out)).rejects.toMatchObject({
      code: 'ARTIFACT_INVALID',
      message: expect.stringContaining(message),
    });
    expect(await readdir(room)).not.toContain('out');
  });

  it('refuses an archive that unpacks to more than the limit', async () => {
    const { file, out } = await archive({ ...GOOD, 'model.onnx': '0'.repeat(100_000) });

    await expect(unpackArtifact(file, out, { entries: 10, bytes: 50_000 })).rejects.toMatchObject({
      message: expect.stringContaining('more than 50000 bytes'),
    });
  });

  it.each([
    ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length - 20)],
    ['no gzip', () => Buffer.from('not an archive')],
    ['empty', () => Buffer.alloc(0)],
  ])('refuses an archive that is %s', async (_name, spoil) => {
    const { file, out } = await archive(GOOD);
    await writeFile(file, spoil(await readFile(file)));

    await expect(unpackArtifact(file, out)).rejects.toMatchObject({ code: 'ARTIFACT_INVALID' });
  });
});
