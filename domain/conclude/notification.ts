import type { Ending, RunRecord } from './run-record.ts';

/** What people get: a line for their eyes and JSON for their tools. */
export interface Notification {
  /** ASCII, at most 100 characters. */
  readonly subject: string;
  readonly message: string;
}

const SUBJECT_LENGTH = 100;

/** News about something in the platform. Carries identifiers, counts and reasons, never the text of a row. */
export function notification(line: string, facts: Readonly<Record<string, unknown>>): Notification {
  const subject = line.replace(/[^\x20-\x7e]/g, '?').slice(0, SUBJECT_LENGTH);
  return { subject, message: `${line}\n\n${JSON.stringify({ schemaVersion: 1, ...facts }, null, 2)}` };
}

/** News of a run's end. */
export function runNotification(run: RunRecord, ending: Ending): Notification {
  const { workload, runId, resumptions, dataset, decision, packageArn, packageVersion, stoppedJobs } = run;
  const again = resumptions === 0 ? '' : `, resumed ${resumptions === 1 ? 'once' : `${resumptions} times`}`;
  return notification(`${workload} ${runId}${again}: ${headline(run, ending)}`, {
    kind: 'run-ended',
    workload,
    runId,
    resumptions,
    outcome: ending.outcome,
    dataset,
    decision,
    packageArn,
    packageVersion,
    sameAs: ending.outcome === 'skipped' ? ending.sameAs : undefined,
    error: 'error' in ending ? ending.error : undefined,
    stoppedJobs,
  });
}

const REJECTED = { gate: 'rejected by the gate', person: 'rejected by a person', try: 'a try has ended' } as const;

function headline(run: RunRecord, ending: Ending): string {
  switch (ending.outcome) {
    case 'deployed':
      return `version ${run.packageVersion ?? '?'} is live`;
    case 'skipped':
      return `nothing new, same as ${ending.sameAs}`;
    case 'rejected':
      return `${REJECTED[ending.by]}: ${ending.error.why}`;
    case 'failed':
      return `failed with ${ending.error.code}: ${ending.error.what}`;
  }
}
