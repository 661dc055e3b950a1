import { z } from 'zod';
import { PlatformError } from '../domain/errors.ts';

/** Every variable that the app sets on a function; each handler picks those that it needs. */
const variables = z.object({
  /** Lambda's own. */
  AWS_REGION: z.string().min(1),
  TRAINYARD_ENVIRONMENT: z.string().min(1),
  RECORDS_TABLE: z.string().min(1),
  RAW_BUCKET: z.string().min(1),
  LAKE_BUCKET: z.string().min(1),
  ARTIFACTS_BUCKET: z.string().min(1),
  NOTIFICATIONS_TOPIC_ARN: z.string().min(1),
  SCHEDULER_ROLE_ARN: z.string().min(1),
  SCHEDULE_GROUP: z.string().min(1),
  RETRAIN_STATE_MACHINE_ARN: z.string().min(1),
  INFERENCE_ROLE_ARN: z.string().min(1),
  /** Names of the environment's workloads, parted by commas. */
  WORKLOADS: z.string().min(1),
  /** ARN or address of an MLflow server. */
  MLFLOW_TRACKING_URI: z.string().min(1),
});
type Variables = z.infer<typeof variables>;

/** The named variables. Throws `CONFIG_INVALID` with every one that is missing. */
export function readEnvironment<Name extends keyof Variables>(...names: Name[]): Pick<Variables, Name> {
  const wanted = names.map((name) => [name, process.env[name]] as const);
  const missing = wanted.filter(([, value]) => value === undefined || value === '').map(([name]) => name);
  if (missing.length > 0) {
    throw new PlatformError('CONFIG_INVALID', `The function lacks the variables ${missing.join(', ')}.`, {
      next: 'Deploy the environment again.',
    });
  }
  return Object.fromEntries(wanted) as Pick<Variables, Name>;
}
