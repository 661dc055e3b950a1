import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunRecord } from '../../domain/conclude/run-record.ts';
import { artifactKey } from '../../domain/names.ts';
import type { Connection } from '../connection/connect.ts';

/** Downloads a run's HTML report and gives its path, or undefined when the run made none. */
export async function downloadReport(
  { objects, platform }: Connection,
  { workload, runId }: RunRecord,
  folder: string,
): Promise<string | undefined> {
  const html = await objects.read(platform.artifactsBucket, `${artifactKey.evaluate(workload, runId)}evaluation.html`);
  if (html === undefined) return undefined;
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${runId}.html`);
  await writeFile(path, html);
  return path;
}
