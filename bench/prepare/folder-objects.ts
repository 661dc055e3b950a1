import { linkSync, statSync } from 'node:fs';
import type { ObjectPlace, ObjectStore } from '../../containers/processing/adapters/s3.ts';

/** One local file as every upload, and a lake that only counts what is put: what S3 itself costs is no part of the figure. */
export class FolderObjects implements ObjectStore {
  readonly #file: string;
  putBytes = 0;

  constructor(file: string) {
    this.#file = file;
  }

  async download(_place: ObjectPlace, path: string) {
    linkSync(this.#file, path);
    return 'done' as const;
  }

  async readText() {
    return undefined;
  }

  async putText(_place: ObjectPlace, text: string) {
    this.putBytes += text.length;
    return 'done' as const;
  }

  async putFile(_place: ObjectPlace, path: string) {
    this.putBytes += statSync(path).size;
    return 'done' as const;
  }

  async metadata() {
    return {};
  }

  async list() {
    return [];
  }
}
