import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { create } from 'tar';
import type { Member } from '../../../domain/evaluate/ensemble.ts';
import { graphDescriptionSchema } from '../../../domain/model/artifact.ts';
import { type EnsembleDescription, MEMBERS_FOLDER, memberFolder } from '../../../domain/model/families/ensemble.ts';
import { ENSEMBLE, type EnsembleConfig } from '../../../domain/workload/ensemble.ts';
import { readDescription } from '../../inference/core/description.ts';

export interface PackedMember extends Member {
  /** Its unpacked artifact. */
  readonly directory: string;
}

export interface PackRoom {
  readonly workDirectory: string;
  readonly labels: readonly string[];
  readonly config: EnsembleConfig;
  readonly datasetVersion: number;
}

/** Writes the model artifact of an ensemble. The same members give the same bytes: a run that is evaluated again has the same model. */
export async function packEnsemble(members: readonly PackedMember[], room: PackRoom, archive: string): Promise<void> {
  const folder = join(room.workDirectory, 'packed-ensemble');
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, MEMBERS_FOLDER), { recursive: true });
  const described = members.map((member) => ({
    ...member,
    ...readDescription(member.directory, graphDescriptionSchema),
  }));
  for (const [index, { directory }] of members.entries()) {
    await cp(directory, join(folder, memberFolder(index + 1)), { recursive: true });
  }
  const descriptions = described.map(({ description }) => description);
  const description: EnsembleDescription = {
    formatVersion: 1,
    family: ENSEMBLE,
    labels: [...room.labels],
    maxTextLength: Math.max(...descriptions.map(({ maxTextLength }) => maxTextLength)),
    training: {
      candidate: ENSEMBLE,
      seed: 0,
      rows: Math.max(...descriptions.map(({ training }) => training.rows)),
      // That of a try is no version.
      ...(room.datasetVersion > 0 ? { datasetVersion: room.datasetVersion } : {}),
      hyperparameters: { ...room.config },
      packages: {},
    },
    members: described.map(({ name, weight, digest }) => ({ candidate: name, weight, digest })),
  };
  await writeFile(join(folder, 'model.json'), `${JSON.stringify(description, null, 2)}\n`);
  const files = descriptions.flatMap(({ files: listed }, index) =>
    ['model.json', ...Object.keys(listed)].sort().map((file) => `${memberFolder(index + 1)}/${file}`),
  );
  const settings = { file: archive, cwd: folder, gzip: true, portable: true, mtime: new Date(0) };
  await create(settings, ['model.json', ...files]);
  await rm(folder, { recursive: true });
}
