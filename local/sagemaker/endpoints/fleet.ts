import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type ContainerAccess, grantAccess } from '../jobs/container-environment.ts';
import { LogStream } from '../logs/log-stream.ts';
import type { DeployedVariant, Deployment } from '../state/records.ts';
import type { Surroundings } from '../surroundings.ts';
import { DeploymentFailed } from './endpoint-error.ts';
import { placeModelFiles } from './model-files.ts';
import { ModelServer } from './model-server.ts';

const DRAIN_MS = 65_000;
const STOP_GRACE_SECONDS = 30;
/** When the plane itself ends, nobody waits for its containers. */
const SUSPEND_GRACE_SECONDS = 3;
const PROBE_TIMEOUT_MS = 60_000;

interface Instance {
  readonly variant: string;
  readonly server: ModelServer;
  readonly log: LogStream;
  readonly access: ContainerAccess;
}

/** All containers of one deployment of an endpoint. */
export class Fleet {
  readonly deployment: Deployment;
  readonly #plane: Surroundings;
  readonly #endpoint: string;
  readonly #directory: string;
  readonly #instances: Instance[] = [];
  #turn = 0;

  constructor(plane: Surroundings, endpoint: string, deployment: Deployment) {
    this.#plane = plane;
    this.#endpoint = endpoint;
    this.deployment = deployment;
    const name = `revision-${deployment.revision}`;
    this.#directory = join(plane.settings.stateDirectory, 'endpoints', endpoint, name);
  }

  /**
   * Starts every instance and sends each its probe.
   * @throws DeploymentFailed, with everything stopped again.
   */
  async start(): Promise<void> {
    const starting = this.deployment.variants.flatMap((variant) =>
      Array.from({ length: variant.instanceCount }, (_, index) => this.#startInstance(variant, index)),
    );
    const results = await Promise.allSettled(starting);
    const failed = results.find((one) => one.status === 'rejected');
    if (failed === undefined) return;
    await this.#stopAll();
    throw failed.reason;
  }

  /** The next healthy server of a variant; undefined when none is. */
  pick(variant: string): ModelServer | undefined {
    const healthy = this.#instances.filter((one) => one.variant === variant && one.server.healthy);
    this.#turn += 1;
    return healthy[this.#turn % Math.max(1, healthy.length)]?.server;
  }

  /** Waits for the requests under way, then stops. Nothing may be picked from it any more. */
  async retire(): Promise<void> {
    const until = Date.now() + DRAIN_MS;
    // The first pause lets a request that has just chosen this fleet reach its server.
    do await delay(10);
    while (this.#instances.some((one) => one.server.inFlight > 0) && Date.now() < until);
    await this.#stopAll();
    await rm(this.#directory, { recursive: true, force: true });
  }

  /** Stops without forgetting the files: the next start of the plane uses them again. */
  async suspend(): Promise<void> {
    await this.#stopAll(SUSPEND_GRACE_SECONDS);
  }

  async #startInstance(variant: DeployedVariant, index: number): Promise<void> {
    const ml = join(this.#directory, variant.name, String(index), 'ml');
    const { roles, objects, engine, logs, onTrouble } = this.#plane;
    const provider = roles.provider(variant.model.ExecutionRoleArn ?? '');
    await placeModelFiles(objects.as(provider), variant.model, ml);
    const stream = `${variant.name}/i-${randomBytes(9).toString('hex').slice(0, 17)}`;
    const log = new LogStream(logs, `/aws/sagemaker/Endpoints/${this.#endpoint}`, stream, onTrouble);
    const access = grantAccess(this.#plane, provider, variant.model.EnableNetworkIsolation);
    const container = variant.model.PrimaryContainer;
    const server = new ModelServer({
      start: () =>
        engine.start({
          image: container?.Image ?? '',
          entrypoint: undefined,
          arguments: ['serve'],
          environment: { ...access.environment, ...container?.Environment },
          mlDirectory: ml,
          serves: true,
          onLine: (line) => log.write(line),
        }),
      startupTimeoutSeconds: variant.startupTimeoutSeconds,
      onTrouble: (message) => onTrouble(`endpoint ${this.#endpoint}, variant ${variant.name}: ${message}`),
    });
    this.#instances.push({ variant: variant.name, server, log, access });
    await this.#check(variant, server);
  }

  async #check(variant: DeployedVariant, server: ModelServer): Promise<void> {
    if (!(await server.start())) {
      throw new DeploymentFailed(
        `The primary container for production variant ${variant.name} did not pass the ping health check. ` +
          'Please check CloudWatch logs for this endpoint.',
      );
    }
    const probe = variant.model.PrimaryContainer?.Environment?.TRAINYARD_PROBE;
    if (probe === undefined) return;
    const answer = await server.invoke({ 'content-type': 'application/json' }, Buffer.from(probe), PROBE_TIMEOUT_MS);
    if (answer.status < 200 || answer.status > 299) {
      throw new DeploymentFailed(
        `The primary container for production variant ${variant.name} answered its probe with status ${answer.status}. ` +
          'Please check CloudWatch logs for this endpoint.',
      );
    }
  }

  async #stopAll(graceSeconds: number = STOP_GRACE_SECONDS): Promise<void> {
    await Promise.all(
      this.#instances.map(async ({ server, log, access }) => {
        await server.stop(graceSeconds);
        access.revoke();
        await log.close();
      }),
    );
  }
}
