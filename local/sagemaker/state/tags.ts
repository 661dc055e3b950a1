import type { DatabaseSync } from 'node:sqlite';

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** A request's tags as the SDK types them; the service model has checked that both members are there. */
export type GivenTags = readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[];

/** Tags of resources by ARN. */
export class Tags {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  add(arn: string, tags: GivenTags | undefined): void {
    const insert = this.#database.prepare('INSERT OR REPLACE INTO tags (arn, key, value) VALUES (?, ?, ?)');
    for (const tag of tags ?? []) insert.run(arn, tag.Key ?? '', tag.Value ?? '');
  }

  remove(arn: string, keys: readonly string[]): void {
    const remove = this.#database.prepare('DELETE FROM tags WHERE arn = ? AND key = ?');
    for (const key of keys) remove.run(arn, key);
  }

  forget(arn: string): void {
    this.#database.prepare('DELETE FROM tags WHERE arn = ?').run(arn);
  }

  of(arn: string): Tag[] {
    const rows = this.#database.prepare('SELECT key, value FROM tags WHERE arn = ? ORDER BY key').all(arn);
    return rows.map((row) => ({ Key: String(row.key), Value: String(row.value) }));
  }
}
