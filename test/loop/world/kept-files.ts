import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { gunzipSync } from 'node:zlib';

/** A piece of what a stopped runtime kept. */
export interface KeptText {
  /** Path below the state directory, and the table where there is one. */
  readonly place: string;
  readonly text: string;
}

/** Packages and build contexts: nothing that came in at run time. */
const PROGRAMS = /^(cdk\.out|lambda-modules)\//;

/** Everything that a stopped runtime kept, databases row by row and gzip unpacked. */
export function* keptTexts(stateDirectory: string): Generator<KeptText> {
  for (const entry of readdirSync(stateDirectory, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const place = relative(stateDirectory, path);
    if (!entry.isFile() || PROGRAMS.test(place) || place.includes('node_modules/')) continue;
    if (place.endsWith('.sqlite')) yield* rowsOf(path, place);
    else yield { place, text: textOf(readFileSync(path)) };
  }
}

/** When the emulator of a runtime was saved last, in seconds since the epoch. */
export function savedAt(stateDirectory: string): number {
  const database = new DatabaseSync(join(stateDirectory, 'emulator', 'state', 'state.sqlite'), { readOnly: true });
  try {
    return Number(database.prepare('SELECT saved_at FROM saves').get()?.saved_at ?? 0);
  } finally {
    database.close();
  }
}

function textOf(bytes: Buffer): string {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return (isGzip ? gunzipSync(bytes) : bytes).toString('latin1');
}

function* rowsOf(path: string, place: string): Generator<KeptText> {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
    for (const { name } of tables) {
      for (const row of database.prepare(`SELECT * FROM "${String(name)}"`).iterate()) {
        const cells = Object.values(row).map((cell) =>
          cell instanceof Uint8Array ? textOf(Buffer.from(cell)) : String(cell),
        );
        yield { place: `${place}:${String(name)}`, text: cells.join('\n') };
      }
    }
  } finally {
    database.close();
  }
}
