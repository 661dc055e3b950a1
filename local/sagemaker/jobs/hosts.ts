/** Which of a job's instances one is. */
export interface Place {
  readonly host: string;
  /** All of them, `algo-1` first. */
  readonly hosts: readonly string[];
}

/** The instances of a job, as SageMaker names them. */
export function placesOf(instanceCount: number): Place[] {
  const hosts = Array.from({ length: instanceCount }, (_, index) => `algo-${index + 1}`);
  return hosts.map((host) => ({ host, hosts }));
}

/** Of a job with one instance. */
export const ONE_HOST: Place = { host: 'algo-1', hosts: ['algo-1'] };
