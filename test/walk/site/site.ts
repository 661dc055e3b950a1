import { InvokeCommand } from '@aws-sdk/client-lambda';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, ListQueuesCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { AdmitCommand } from '../../../domain/admit/messages.ts';
import { uploadIdOf } from '../../../domain/admit/upload-record.ts';
import { FaultsFolder } from '../../faults/faults-folder.ts';
import { deployedWorkload, redeployWorkload } from '../../loop/world/configuration.ts';
import { keepOnce } from '../../loop/world/functions.ts';
import { savedAt } from '../../loop/world/kept-files.ts';
import { until } from '../../loop/world/until.ts';
import { WORKLOAD, World } from '../../loop/world/world.ts';
import { smallWorkload } from './configuration.ts';
import { freshReviews } from './reviews.ts';

export interface Upload {
  readonly uploadId: string;
  readonly key: string;
}

/** A lost message is shown again after minutes, so that no function is still at work on it: too long for a test. */
const VISIBILITY_SECONDS = 15;
const FIRST_ROWS = 80;
const ROWS = 40;

/** One local runtime with a live model, and the folder by which it is made to fail. */
export class Site {
  readonly faults = new FaultsFolder();
  readonly world = new World({ TRAINYARD_FAULTS: this.faults.path });
  #uploads = 0;
  /** Starts it and releases a first model, without a fault. */
  async raise(): Promise<void> {
    await this.world.raise();
    await redeployWorkload(this.world, smallWorkload(await deployedWorkload(this.world)));
    await this.#shortenVisibility();
    const { uploadId } = await this.upload(FIRST_ROWS);
    await until('the first model', async () => {
      const runs = await this.world.records.runs(WORKLOAD);
      const run = runs.find(({ uploadIds, endedAt }) => uploadIds.includes(uploadId) && endedAt !== undefined);
      if (run !== undefined && run.outcome !== 'deployed') throw new Error(`the first run: ${JSON.stringify(run)}`);
      return run;
    });
  }

  async lower(): Promise<void> {
    await this.world.lower();
    this.faults.remove();
  }

  async isUp(): Promise<boolean> {
    return (await this.world.readRuntime()).state === 'running';
  }

  /** Waits until the runtime has started again what died; `trainyard local up` where it gave that up. */
  async up(): Promise<'by itself' | 'local up'> {
    const state = await until('the runtime, up again or ended', async () => {
      const runtime = await this.world.readRuntime();
      return runtime.state === 'stopping' || runtime.state === 'starting' ? undefined : runtime.state;
    });
    if (state === 'running') return 'by itself';
    const { exitCode, stderr } = await this.world.trainyard('local', 'up');
    if (exitCode !== 0) throw new Error(`the runtime does not come up again: ${stderr}`);
    return 'local up';
  }

  /** Uploads a file with rows that were never there before, as a data team's own script would. */
  async upload(rows = ROWS): Promise<Upload> {
    const { root, platform } = this.world;
    const part = this.#uploads;
    this.#uploads += 1;
    const key = `${WORKLOAD}/walk-${part}.csv`;
    const { VersionId = '' } = await root.s3.send(
      new PutObjectCommand({ Bucket: platform.rawBucket, Key: key, Body: freshReviews(part, rows) }),
    );
    return { uploadId: uploadIdOf(platform.rawBucket, key, VersionId), key };
  }

  /** Takes an upload out of later datasets, so that these stay as small as the first ones. */
  async exclude({ uploadId }: Upload): Promise<void> {
    await this.#ask({ command: 'exclude', workload: WORKLOAD, uploadId, reason: 'its part of the walk is over' });
    const excludedAt = Date.now() / 1000;
    // The next fault may kill the runtime, which keeps what is older than its last save.
    await until('a save of the runtime', () => savedAt(this.world.stateDirectory) > excludedAt || undefined);
  }

  /** Messages that were given up. */
  async deadLetters(): Promise<number> {
    const { root } = this.world;
    const { QueueUrls = [] } = await root.sqs.send(new ListQueuesCommand({}));
    let count = 0;
    for (const QueueUrl of QueueUrls.filter((url) => /dead/i.test(url))) {
      const AttributeNames = ['ApproximateNumberOfMessages' as const];
      const { Attributes } = await root.sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
      count += Number(Attributes?.ApproximateNumberOfMessages ?? 0);
    }
    return count;
  }

  /** What the schedule does every five minutes, with the second try that EventBridge makes. */
  async keep(): Promise<void> {
    await keepOnce(this.world).catch(() => keepOnce(this.world));
  }

  async #ask(command: AdmitCommand): Promise<void> {
    await this.#invoke(this.world.platform.admitFunctionName, command);
  }

  async #invoke(FunctionName: string, payload: object): Promise<void> {
    const { lambda } = this.world.root;
    const answer = await lambda.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(payload) }));
    if (answer.FunctionError !== undefined) throw new Error(`${FunctionName}: ${answer.Payload?.transformToString()}`);
  }

  async #shortenVisibility(): Promise<void> {
    const { root } = this.world;
    const { QueueUrls = [] } = await root.sqs.send(new ListQueuesCommand({}));
    for (const QueueUrl of QueueUrls) {
      const Attributes = { VisibilityTimeout: String(VISIBILITY_SECONDS) };
      await root.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
    }
  }
}
