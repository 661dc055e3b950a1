import type { LogGroups } from './adapters/log-groups.ts';
import type { Metrics } from './adapters/metrics.ts';
import type { ObjectStores } from './adapters/objects.ts';
import type { ArnOf } from './api/arn.ts';
import type { Engine } from './engine/engine.ts';
import type { Announcer } from './events/announcer.ts';
import type { TrainingMetrics } from './jobs/training-metrics.ts';
import type { CredentialsDesk } from './roles/credentials-desk.ts';
import type { RoleSessions } from './roles/role-sessions.ts';
import type { Settings } from './settings.ts';
import type { Capacity } from './spot/capacity.ts';
import type { SpotInstances } from './spot/spot-instances.ts';
import type { Store } from './state/store.ts';

/** What containers, jobs and endpoints are run with. */
export interface Surroundings {
  readonly settings: Settings;
  readonly arn: ArnOf;
  readonly store: Store;
  readonly engine: Engine;
  readonly objects: ObjectStores;
  readonly logs: LogGroups;
  readonly metrics: Metrics;
  readonly roles: RoleSessions;
  readonly credentials: CredentialsDesk;
  readonly announce: Announcer;
  readonly capacity: Capacity;
  readonly spotInstances: SpotInstances;
  readonly trainingMetrics: TrainingMetrics;
  readonly now: () => number;
  /** Says on stderr what went wrong beside the work itself. */
  readonly onTrouble: (message: string) => void;
}
