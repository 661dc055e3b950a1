/** The CDK CLI lets one process at a time write to, or read from, an output directory, and says who it is. */
const LOCKED = /(?:Another CLI|Other CLIs) \(PIDs?=(\d+)/;

/** The process that holds the lock, when that is what the CDK CLI's output complains of. */
export function lockHolder(output: string): number | undefined {
  const pid = LOCKED.exec(output)?.[1];
  return pid === undefined ? undefined : Number(pid);
}
