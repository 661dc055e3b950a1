import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { z } from 'zod';
import { type faultPlanSchema, type Pass, passSchema } from '../../domain/faults/fault.ts';
import { FAULTS_VARIABLE } from '../../faults/folder.ts';

type Armed = z.input<typeof faultPlanSchema>['faults'];

/** A folder of armed faults, for this process or for one that is started. */
export class FaultsFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'faults-'));
  #plans = 0;

  arm(...faults: Armed): void {
    this.#plans += 1;
    writeFileSync(join(this.path, 'plan.json'), JSON.stringify({ id: `plan-${this.#plans}`, faults }));
  }

  /** Only writes down what passes. */
  disarm(): void {
    this.arm();
  }

  /** Forgets what passed. */
  clear(): void {
    rmSync(join(this.path, 'trace.jsonl'), { force: true });
  }

  /** Makes this process one with faults. */
  use(): void {
    process.env[FAULTS_VARIABLE] = this.path;
  }

  passes(): Pass[] {
    const lines = readFileSync(join(this.path, 'trace.jsonl'), 'utf8').trim().split('\n');
    return lines.map((line) => passSchema.parse(JSON.parse(line)));
  }

  remove(): void {
    delete process.env[FAULTS_VARIABLE];
    rmSync(this.path, { recursive: true, force: true });
  }
}
