import { join } from 'node:path';
import Fastify from 'fastify';
import type { EventBus } from './adapters/event-bus.ts';
import type { Identity } from './adapters/identity.ts';
import type { LogGroups } from './adapters/log-groups.ts';
import type { Metrics } from './adapters/metrics.ts';
import type { ObjectStores } from './adapters/objects.ts';
import { arnsIn } from './api/arn.ts';
import { serveControlRoutes } from './api/control-routes.ts';
import { serveJsonProtocol } from './api/json-protocol.ts';
import { servePlaneRoutes } from './api/plane-routes.ts';
import { serveProgramRoutes } from './api/program-routes.ts';
import { serveRuntimeProtocol } from './api/runtime-protocol.ts';
import { EndpointManager } from './endpoints/endpoint-manager.ts';
import { InvocationMetrics } from './endpoints/invocation-metrics.ts';
import type { Engine } from './engine/engine.ts';
import { Announcer } from './events/announcer.ts';
import { Outbox } from './events/outbox.ts';
import { JobDesk } from './jobs/job-desk.ts';
import { failInterruptedJobs } from './jobs/recover.ts';
import { TrainingMetrics } from './jobs/training-metrics.ts';
import { OPERATIONS } from './operations/index.ts';
import type { Plane } from './plane.ts';
import { CredentialsDesk } from './roles/credentials-desk.ts';
import { RoleSessions } from './roles/role-sessions.ts';
import { loadServiceModel, locateServiceModel } from './service-model/load.ts';
import type { Settings } from './settings.ts';
import { Capacity } from './spot/capacity.ts';
import { SpotInstances } from './spot/spot-instances.ts';
import { Store } from './state/store.ts';
import type { Surroundings } from './surroundings.ts';

/** The effects outside this process, one adapter a service. */
export interface Adapters {
  readonly engine: Engine;
  readonly objects: ObjectStores;
  readonly identity: Identity;
  readonly logs: LogGroups;
  readonly events: EventBus;
  readonly metrics: Metrics;
}

export interface RunningPlane {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  readonly plane: Plane;
  /** Resolves when all events so far were taken by the bus. */
  eventsSent(): Promise<void>;
  /** Ends containers and the server; endpoints and jobs stay on record. */
  stop(): Promise<void>;
}

/** The newest documentation allows 25 MB for a real-time request. */
const MOST_BODY_BYTES = 25 * 1024 ** 2;

/** Starts the SageMaker plane, brings back its endpoints and fails the jobs that the last process left. */
export async function startPlane(
  settings: Settings,
  adapters: Adapters,
  onTrouble: (message: string) => void,
  now: () => number = Date.now,
): Promise<RunningPlane> {
  const names = OPERATIONS.map((one) => one.name);
  const source = locateServiceModel(settings.serviceModel);
  const model = await loadServiceModel(source, names, join(settings.stateDirectory, 'service-model.json'));

  const store = new Store(settings.stateDirectory);
  const outbox = new Outbox(store.database, adapters.events, { duplicate: settings.duplicateEvents, onTrouble });
  let origin = '';
  const surroundings: Surroundings = {
    settings,
    arn: arnsIn(settings.region, settings.account),
    store,
    engine: adapters.engine,
    objects: adapters.objects,
    logs: adapters.logs,
    metrics: adapters.metrics,
    roles: new RoleSessions(adapters.identity, settings.account, now),
    credentials: new CredentialsDesk(() => origin),
    announce: new Announcer(outbox, store.tags, now),
    capacity: new Capacity(store.capacity),
    spotInstances: new SpotInstances(store.interruptionPlans),
    trainingMetrics: new TrainingMetrics(),
    now,
    onTrouble,
  };
  const endpoints = new EndpointManager(surroundings);
  const plane: Plane = { ...surroundings, jobs: new JobDesk(settings.concurrentJobs), endpoints };
  const metrics = new InvocationMetrics(adapters.metrics, now, onTrouble);

  const server = Fastify({ bodyLimit: MOST_BODY_BYTES, forceCloseConnections: true });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  serveJsonProtocol(server, plane, OPERATIONS, model);
  const { account, region } = settings;
  serveRuntimeProtocol(server, { endpoints, metrics, account, region }, onTrouble);
  servePlaneRoutes(server, plane.credentials);
  serveControlRoutes(server, plane);
  serveProgramRoutes(server, adapters.engine);

  failInterruptedJobs(surroundings);
  origin = await server.listen({ host: '127.0.0.1', port: settings.port });
  endpoints.restore();
  outbox.resume();
  metrics.start(settings.metricsPeriodSeconds);

  return {
    origin,
    plane,
    eventsSent: () => outbox.settled(),
    stop: async () => {
      await Promise.all([plane.jobs.shutdown(), endpoints.shutdown()]);
      await metrics.stop();
      await server.close();
      await outbox.stop();
      store.close();
    },
  };
}
