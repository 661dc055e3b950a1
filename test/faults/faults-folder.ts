import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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
    // Replaced whole: a process that passes a point meanwhile reads this plan or the one before.
    writeFileSync(join(this.path, 'plan.new'), JSON.stringify({ id: `plan-${this.#plans}`, faults }));
    renameSync(join(this.path, 'plan.new'), join(this.path, 'plan.json'));
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
