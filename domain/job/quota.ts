/** As SageMaker words it: `… limit 'ml.g5.xlarge for training job usage' is 1 Instances, … a request delta of 1 …`. */
const LIMIT = /limit '[^']+' is (\d+) \w+, with current utilization of \d+ \w+ and a request delta of (\d+) /;

/** True when a refusal for the quota may pass, because others use what the account may have. */
export function isQuotaInUse(said: string): boolean {
  const [, limit, delta] = LIMIT.exec(said) ?? [];
  return limit !== undefined && Number(limit) >= Number(delta);
}
