import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A whole safetensors file with one tensor. */
export function tinyWeights(values: readonly number[] = [0.5, -0.5]): Buffer {
  const data = Buffer.from(Float32Array.from(values).buffer);
  const header = JSON.stringify({
    'a.weight': { dtype: 'F32', shape: [values.length], data_offsets: [0, data.length] },
  });
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, Buffer.from(header), data]);
}

const CONFIG = { model_type: 'bert', hidden_size: 16, num_hidden_layers: 2, max_position_embeddings: 64 };

/** A base that is right in form and knows nothing: its files by name. */
export const tinyBase = (): Record<string, Buffer> => ({
  'config.json': Buffer.from(JSON.stringify(CONFIG)),
  'model.safetensors': tinyWeights(),
  'tokenizer.json': Buffer.from(JSON.stringify({ model: { type: 'WordPiece', vocab: { '[PAD]': 0, '[UNK]': 1 } } })),
  'vocab.txt': Buffer.from('[PAD]\n[UNK]\n'),
});

export async function writeFiles(folder: string, files: Readonly<Record<string, Buffer | string>>): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return folder;
}
