import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { MetricDatum } from '@aws-sdk/client-cloudwatch';
import type { RoleCredentials } from '../../../local/sagemaker/adapters/credentials.ts';
import type { EventBus, ServiceEvent } from '../../../local/sagemaker/adapters/event-bus.ts';
import type { Identity } from '../../../local/sagemaker/adapters/identity.ts';
import type { LogEvent, LogGroups } from '../../../local/sagemaker/adapters/log-groups.ts';
import type { Metrics } from '../../../local/sagemaker/adapters/metrics.ts';
import type { ObjectStore, ObjectStores } from '../../../local/sagemaker/adapters/objects.ts';

export const ROLE = 'arn:aws:iam::000000000000:role/jobs';
export const UNTRUSTED_ROLE = 'arn:aws:iam::000000000000:role/other';

const trusting = (service: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } }],
  });

/** The other AWS services as far as the plane calls them, in memory. */
export class Cloud implements ObjectStores, Identity, LogGroups, EventBus, Metrics {
  /** Content by `bucket/key`. */
  readonly objects = new Map<string, Buffer>();
  readonly events: ServiceEvent[] = [];
  readonly lines = new Map<string, string[]>();
  readonly data: (MetricDatum & { readonly namespace: string })[] = [];
  readonly roles = new Map([
    [ROLE, trusting('sagemaker.amazonaws.com')],
    [UNTRUSTED_ROLE, trusting('lambda.amazonaws.com')],
  ]);
  /** The bus refuses so many events before it takes one. */
  refusals = 0;
  /** Reading these buckets is denied. */
  readonly denied = new Set<string>();

  as(): ObjectStore {
    return {
      list: async (bucket, prefix) => {
        this.#allow(bucket);
        const keys = [...this.objects.keys()].filter((key) => key.startsWith(`${bucket}/${prefix}`));
        return keys.map((key) => key.slice(bucket.length + 1)).sort();
      },
      download: async (bucket, key, file) => {
        this.#allow(bucket);
        const content = this.objects.get(`${bucket}/${key}`);
        if (content === undefined) throw new Error(`NoSuchKey ${key}`);
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, content);
      },
      upload: async (file, bucket, key) => {
        this.#allow(bucket);
        this.objects.set(`${bucket}/${key}`, await readFile(file));
      },
      remove: async (bucket, key) => {
        this.#allow(bucket);
        this.objects.delete(`${bucket}/${key}`);
      },
    };
  }

  async trustPolicy(roleArn: string): Promise<string | undefined> {
    return this.roles.get(roleArn);
  }

  async assume(roleArn: string): Promise<RoleCredentials> {
    const expiration = new Date(Date.now() + 3_600_000);
    return {
      accessKeyId: `ASIA-${roleArn.split('/')[1]}`,
      secretAccessKey: 'secret',
      sessionToken: 'token',
      expiration,
    };
  }

  async ensure(group: string, stream: string): Promise<void> {
    if (!this.lines.has(`${group}/${stream}`)) this.lines.set(`${group}/${stream}`, []);
  }

  async append(group: string, stream: string, events: readonly LogEvent[]): Promise<void> {
    this.lines.get(`${group}/${stream}`)?.push(...events.map((event) => event.message));
  }

  async put(given: ServiceEvent | string, data: readonly MetricDatum[] = []): Promise<void> {
    if (typeof given === 'string') {
      this.data.push(...data.map((one) => ({ ...one, namespace: given })));
    } else if (this.refusals > 0) {
      this.refusals -= 1;
      throw new Error('the bus is not there');
    } else {
      this.events.push(given);
    }
  }

  #allow(bucket: string): void {
    if (this.denied.has(bucket)) throw Object.assign(new Error('Access Denied'), { name: 'AccessDenied' });
  }
}
