import { DescribeProcessingJobCommand, DescribeTrainingJobCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import type { RunRecord } from '../domain/conclude/run-record.ts';
import { jobName } from '../domain/names.ts';
import { demoRuntime } from './demo-runtime.ts';
import type { Figure } from './figure.ts';

type Span = readonly [startMs: number, endMs: number];

/** Total length of spans that may overlap: candidates train side by side. */
export function covered(spans: readonly Span[]): number {
  let total = 0;
  let until = Number.NEGATIVE_INFINITY;
  for (const [start, end] of spans.toSorted((a, b) => a[0] - b[0])) {
    total += Math.max(0, end - Math.max(start, until));
    until = Math.max(until, end);
  }
  return total;
}

async function containerSpans(
  client: SageMakerClient,
  { workload, runId, candidates = [] }: RunRecord,
): Promise<Span[]> {
  const processing = [jobName.prepare(workload, runId), jobName.evaluate(workload, runId)].map((name) =>
    client.send(new DescribeProcessingJobCommand({ ProcessingJobName: name })).then((job) => ({
      start: job.ProcessingStartTime,
      end: job.ProcessingEndTime,
    })),
  );
  const training = candidates.map(({ name }) =>
    client
      .send(new DescribeTrainingJobCommand({ TrainingJobName: jobName.train(workload, runId, name) }))
      .then((job) => ({ start: job.TrainingStartTime, end: job.TrainingEndTime })),
  );
  const jobs = await Promise.all([...processing, ...training]);
  return jobs.flatMap(({ start, end }): Span[] => (start && end ? [[start.getTime(), end.getTime()]] : []));
}

/** What the loop itself costs: the wall time of each whole run, less the time in which a container ran. */
export async function loopOverhead(): Promise<Figure[]> {
  const { connection, options } = await demoRuntime();
  const client = new SageMakerClient(options);
  const runs = (await connection.records.runs('reviews')).filter(({ endedAt, decision }) => endedAt && decision);
  const overheads = await Promise.all(
    runs.map(async (run) => {
      const wallMs = Date.parse(run.endedAt ?? run.startedAt) - Date.parse(run.startedAt);
      return (wallMs - covered(await containerSpans(client, run))) / 1000;
    }),
  );
  if (overheads.length === 0) throw new Error('The demo runtime has no whole run to measure.');
  return [
    { name: `loop overhead, worst of ${overheads.length} runs`, value: Math.max(...overheads), unit: 's', target: 15 },
  ];
}
