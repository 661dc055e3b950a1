import type { CredentialsProvider } from '../adapters/credentials.ts';
import type { ContainerSpec } from '../engine/engine.ts';
import { LogStream } from '../logs/log-stream.ts';
import type { Surroundings } from '../surroundings.ts';
import { grantAccess } from './container-environment.ts';
import type { StopReason } from './stop-reason.ts';
import { type Ending, supervise } from './supervise.ts';

/** A job's container, who it acts as, where its lines go and how long it may take. */
export interface ContainerRun {
  readonly kind: 'TrainingJobs' | 'ProcessingJobs';
  readonly job: string;
  readonly host: string;
  readonly provider: CredentialsProvider;
  readonly networkIsolation: boolean | undefined;
  readonly container: Omit<ContainerSpec, 'serves' | 'onLine'>;
  readonly maxRuntimeSeconds: number | undefined;
  /** Aborted with a `StopReason`. */
  readonly signal: AbortSignal;
  readonly onStarted?: () => void;
  readonly onLine?: (line: string) => void;
  /** Told before the container is. */
  readonly onStopping?: (reason: StopReason) => void;
}

const DEFAULT_MAX_RUNTIME_SECONDS = 86_400;

/** Runs a job's container to its end, with the credentials of its role and its lines in CloudWatch Logs. */
export async function runContainer(plane: Surroundings, run: ContainerRun): Promise<Ending> {
  const stream = `${run.job}/${run.host}-${Math.floor(plane.now() / 1000)}`;
  const log = new LogStream(plane.logs, `/aws/sagemaker/${run.kind}`, stream, plane.onTrouble);
  const access = grantAccess(plane, run.provider, run.networkIsolation);
  try {
    const container = await plane.engine.start({
      ...run.container,
      environment: { ...access.environment, ...run.container.environment },
      serves: false,
      onLine: (line) => {
        log.write(line);
        run.onLine?.(line);
      },
    });
    run.onStarted?.();
    return await supervise(container, {
      maxRuntimeSeconds: run.maxRuntimeSeconds ?? DEFAULT_MAX_RUNTIME_SECONDS,
      graceSeconds: plane.settings.stopGraceSeconds,
      signal: run.signal,
      onStopping: run.onStopping,
    });
  } finally {
    access.revoke();
    await log.close();
  }
}
