import type { EndpointManager } from './endpoints/endpoint-manager.ts';
import type { JobDesk } from './jobs/job-desk.ts';
import type { Surroundings } from './surroundings.ts';

/** What an operation works with. */
export interface Plane extends Surroundings {
  readonly jobs: JobDesk;
  readonly endpoints: EndpointManager;
}
