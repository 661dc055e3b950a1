import { join } from 'node:path';
import { chooseFiles } from '../../domain/base/files.ts';
import { Hub } from '../adapters/hub.ts';
import { byteProgress } from './byte-progress.ts';
import type { Fetched, Transfer } from './fetched.ts';
import type { Source } from './source.ts';

/** A model of a hub at one commit, so that what is mirrored has one content whatever happens there meanwhile. */
export async function fetchFromHub(
  { id, revision }: Extract<Source, { kind: 'hub' }>,
  temporary: string,
  variables: Readonly<Record<string, string | undefined>>,
  { onProgress, signal }: Transfer,
): Promise<Fetched> {
  const hub = Hub.from(variables);
  const model = await hub.model(id, revision, signal);
  const source = `hf:${id}@${model.commit}`;
  const files = new Map(model.files.map((file) => [file.name, file]));
  for (const name of chooseFiles([...files.keys()], source)) {
    const { sizeBytes, sha256 } = files.get(name) ?? {};
    onProgress(name);
    await hub.download({ id, commit: model.commit, name, sizeBytes, sha256 }, join(temporary, name), {
      signal,
      onBytes: byteProgress(name, sizeBytes, onProgress),
    });
  }
  return { folder: temporary, source };
}
