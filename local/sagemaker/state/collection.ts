import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** The resources of one kind, by name. A value is kept as JSON, so it holds no Date: times are milliseconds. */
export class Collection<T> {
  readonly #kind: string;
  readonly #get: StatementSync;
  readonly #insert: StatementSync;
  readonly #update: StatementSync;
  readonly #delete: StatementSync;
  readonly #all: StatementSync;

  constructor(database: DatabaseSync, kind: string) {
    this.#kind = kind;
    this.#get = database.prepare('SELECT body FROM resources WHERE kind = ? AND name = ?');
    this.#insert = database.prepare('INSERT OR IGNORE INTO resources (kind, name, body) VALUES (?, ?, ?)');
    this.#update = database.prepare('UPDATE resources SET body = ? WHERE kind = ? AND name = ?');
    this.#delete = database.prepare('DELETE FROM resources WHERE kind = ? AND name = ?');
    this.#all = database.prepare('SELECT body FROM resources WHERE kind = ? ORDER BY rowid');
  }

  get(name: string): T | undefined {
    const row = this.#get.get(this.#kind, name);
    return row === undefined ? undefined : this.#read(row);
  }

  /** By name, or by ARN: an ARN is in lower case whatever its name's case is. */
  find(this: Collection<T & { readonly arn: string }>, nameOrArn: string): T | undefined {
    return nameOrArn.startsWith('arn:') ? this.all().find((one) => one.arn === nameOrArn) : this.get(nameOrArn);
  }

  /** False, and nothing written, when the name is taken. */
  insert(name: string, value: T): boolean {
    return this.#insert.run(this.#kind, name, JSON.stringify(value)).changes === 1;
  }

  /** Merges `change` into the value; undefined when it is gone (deleted meanwhile). */
  update(name: string, change: Partial<T>): T | undefined {
    const before = this.get(name);
    if (before === undefined) return undefined;
    const after = { ...before, ...change };
    this.#update.run(JSON.stringify(after), this.#kind, name);
    return after;
  }

  delete(name: string): boolean {
    return this.#delete.run(this.#kind, name).changes === 1;
  }

  /** In order of creation. */
  all(): T[] {
    return this.#all.all(this.#kind).map((row) => this.#read(row));
  }

  #read(row: Record<string, unknown>): T {
    return JSON.parse(String(row.body));
  }
}
