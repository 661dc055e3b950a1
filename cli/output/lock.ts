import { duration } from './numbers.ts';

/** Who holds a workload's lease. */
export interface Lock {
  readonly runId: string | null;
  readonly holder: string;
  readonly fencingToken: number;
  readonly acquiredAt: string | null;
  readonly heartbeatAt: string | null;
  readonly ageSeconds: number | null;
  readonly heartbeatAgeSeconds: number | null;
}

interface Held {
  readonly holder: string;
  readonly runId?: string | undefined;
  readonly fencingToken: number;
  readonly acquiredAt?: string | undefined;
  readonly heartbeatAt?: string | undefined;
}

/** The lock as scripts read it. */
export function lockOf({ holder, runId, fencingToken, acquiredAt, heartbeatAt }: Held, now: Date): Lock {
  const age = (moment: string | undefined): number | null =>
    moment === undefined ? null : Math.max(0, Math.round((now.getTime() - Date.parse(moment)) / 1000));
  return {
    runId: runId ?? null,
    holder,
    fencingToken,
    acquiredAt: acquiredAt ?? null,
    heartbeatAt: heartbeatAt ?? null,
    ageSeconds: age(acquiredAt),
    heartbeatAgeSeconds: age(heartbeatAt),
  };
}

/** `run 3fa9c1d2e4b5-1 for 12 min 05 s, seen at work 1 min 10 s ago` */
export function lockText({ runId, holder, ageSeconds, heartbeatAgeSeconds }: Lock): string {
  const since = ageSeconds === null ? '' : ` for ${duration(ageSeconds * 1000)}`;
  const seen = heartbeatAgeSeconds === null ? '' : `, seen at work ${duration(heartbeatAgeSeconds * 1000)} ago`;
  return `${runId === null ? holder : `run ${runId}`}${since}${seen}`;
}
