import type { UploadRecord } from '../admit/upload-record.ts';
import type { Bases } from '../base/description.ts';
import type { RunRecord } from '../conclude/run-record.ts';
import type { Settings } from '../try/settings.ts';
import { configurationHash, type DeployedWorkload } from '../workload/deployed.ts';
import { attemptOf, inputsFingerprint, nextRunId } from './identity.ts';
import type { Champion, Plan } from './plan.ts';
import { selectUploads } from './select.ts';

export interface Situation {
  readonly workload: string;
  readonly deployed: DeployedWorkload;
  /** Those that there are of the candidates' bases. */
  readonly bases: Bases;
  readonly uploads: readonly UploadRecord[];
  readonly runs: readonly RunRecord[];
  readonly champion: Champion | undefined;
  readonly force: boolean;
  readonly overBudget?: boolean | undefined;
  /** What a try changed in `deployed`, and the rows that it takes. */
  readonly tried?: Settings | undefined;
  readonly sample?: number | undefined;
}

/** A plan before the lease gave it its fencing token. */
export type Draft = Omit<Plan, 'fencingToken' | 'createdAt'>;

/** What the next run would do, or undefined when there is nothing that another run has not done. */
export function draftPlan(situation: Situation): Draft | undefined {
  const { workload, deployed, bases, champion, force, tried, sample } = situation;
  const uploads = selectUploads(situation.uploads);
  if (uploads.length === 0) return undefined;
  const configHash = configurationHash(deployed, bases, sample);
  const runId = nextRunId(inputsFingerprint(workload, uploads, configHash), situation.runs, force);
  if (runId === undefined) return undefined;
  return {
    schemaVersion: 1,
    workload,
    runId,
    attempt: attemptOf(runId),
    resumption: 0,
    force,
    ...(situation.overBudget ? { overBudget: true } : {}),
    ...(tried === undefined ? {} : { tried }),
    ...(sample === undefined ? {} : { sample }),
    configHash,
    deployed,
    ...digestsOf(bases),
    uploads: uploads.map(({ uploadId, key, versionId, sizeBytes, status }) => ({
      uploadId,
      key,
      versionId,
      sizeBytes,
      // A try says nothing of an upload: a run of its own is still to come for it.
      isNew: tried === undefined && status === 'received',
    })),
    ...(champion === undefined ? {} : { champion }),
  };
}

const digestsOf = (bases: Bases): Pick<Plan, 'bases'> => {
  const digests = Object.values(bases).map(({ name, digest }) => [name, digest] as const);
  return digests.length === 0 ? {} : { bases: Object.fromEntries(digests) };
};
