import { z } from 'zod';
import { sha256Hex } from '../digest.ts';
import { canonicalJson, sha256 } from '../hash.ts';
import { baseName } from '../names.ts';
import { ARCHITECTURES } from './architecture.ts';

/** What a base is by content: the same files are the same base, wherever they came from. */
export const digestOf = (files: Readonly<Record<string, { readonly sha256: string }>>): string =>
  sha256(canonicalJson(Object.fromEntries(Object.entries(files).map(([name, file]) => [name, file.sha256]))));

/**
 * `base.json`, the description of a pretrained model in the artifacts bucket. It is written last, so what it names is
 * there; the files themselves lie under the digest and never change.
 */
export const baseDescriptionSchema = z
  .strictObject({
    schemaVersion: z.literal(1),
    name: baseName,
    /** Where it was mirrored from, as precisely as that place knows: `hf:<id>@<commit>`, `pip:<package>==<version>`. */
    source: z.string(),
    architecture: z.enum(ARCHITECTURES),
    hiddenSize: z.int().min(1),
    layers: z.int().min(1),
    /** Tokens that it can read at once. */
    maxPositions: z.int().min(1),
    files: z.record(z.string(), z.strictObject({ sha256: sha256Hex, bytes: z.int().min(0) })),
    /** `digestOf(files)` */
    digest: sha256Hex,
    addedAt: z.iso.datetime(),
  })
  .refine(({ files, digest }) => digestOf(files) === digest, 'has a digest that is not that of its files');

export type BaseDescription = z.infer<typeof baseDescriptionSchema>;

/** Bases by name. */
export type Bases = Readonly<Record<string, BaseDescription>>;
