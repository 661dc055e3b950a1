import { Stack } from 'aws-cdk-lib';
import { CfnNamedQuery, CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import { CfnDatabase } from 'aws-cdk-lib/aws-glue';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { SPLITS } from '../../domain/prepare/manifest.ts';
import { LakeTable } from './lake-table.ts';

export interface CatalogProps {
  readonly environment: string;
  readonly workloads: readonly string[];
  readonly lake: Bucket;
  readonly artifacts: Bucket;
  readonly capture: Bucket;
  readonly key: IKey;
}

/** Where Athena puts a partition's value into a location. */
const at = (partition: string): string => `\${${partition}}`;

/** The Glue database with its tables, and the Athena workgroup to ask them with its named queries. */
export class Catalog extends Construct {
  readonly databaseName: string;
  readonly workgroupName: string;

  constructor(scope: Construct, id: string, props: CatalogProps) {
    super(scope, id);
    const database = new CfnDatabase(this, 'Database', {
      catalogId: Stack.of(this).account,
      databaseInput: {
        name: `trainyard_${props.environment}`,
        description: 'Datasets, predictions, ground truth and evaluations.',
      },
    });
    this.databaseName = database.ref;
    this.#addTables(props);

    const workgroup = new CfnWorkGroup(this, 'Workgroup', {
      name: `trainyard-${props.environment}`,
      description: 'Queries over the lake; results lie in the artifacts bucket.',
      recursiveDeleteOption: true,
      workGroupConfiguration: {
        enforceWorkGroupConfiguration: true,
        publishCloudWatchMetricsEnabled: true,
        // A query that reads more than this was not meant.
        bytesScannedCutoffPerQuery: 100 * 1024 ** 3,
        resultConfiguration: {
          outputLocation: `s3://${props.artifacts.bucketName}/athena/`,
          encryptionConfiguration: { encryptionOption: 'SSE_KMS', kmsKey: props.key.keyArn },
        },
      },
    });
    this.workgroupName = workgroup.ref;
    this.#addQueries(workgroup);
  }

  #addTables(props: CatalogProps): void {
    const workload = { kind: 'enum', values: props.workloads } as const;
    const common = { database: this.databaseName };
    new LakeTable(this, 'Datasets', {
      ...common,
      name: 'datasets',
      description: 'Accepted rows of every dataset version.',
      bucket: props.lake,
      layout: `datasets/workload=${at('workload')}/version=${at('version')}/split=${at('split')}/`,
      format: 'parquet',
      columns: [
        { name: 'row_id', type: 'string' },
        { name: 'text', type: 'string' },
        { name: 'label', type: 'string' },
        { name: 'upload_id', type: 'string' },
      ],
      partitions: { workload, version: { kind: 'integer' }, split: { kind: 'enum', values: SPLITS } },
    });
    new LakeTable(this, 'Quarantine', {
      ...common,
      name: 'quarantine',
      description: 'Rows that were set aside, each with its reason.',
      bucket: props.lake,
      layout: `quarantine/workload=${at('workload')}/`,
      format: 'json',
      columns: [
        { name: 'uploadid', type: 'string' },
        { name: 'line', type: 'int' },
        { name: 'reason', type: 'string' },
        { name: 'detail', type: 'string' },
        { name: 'raw', type: 'string' },
      ],
      partitions: { workload },
    });
    new LakeTable(this, 'Predictions', {
      ...common,
      name: 'predictions',
      description: 'Captured predictions.',
      bucket: props.capture,
      layout: `predictions/workload=${at('workload')}/${at('day')}/`,
      format: 'parquet',
      columns: [
        { name: 'request_id', type: 'string' },
        { name: 'captured_at', type: 'timestamp' },
        { name: 'variant', type: 'string' },
        { name: 'package_version', type: 'int' },
        { name: 'text', type: 'string' },
        { name: 'label', type: 'string' },
        { name: 'scores', type: 'map<string,double>' },
        { name: 'latency_ms', type: 'double' },
      ],
      partitions: { workload, day: { kind: 'date' } },
    });
    new LakeTable(this, 'GroundTruth', {
      ...common,
      name: 'ground_truth',
      description: 'True labels of captured predictions, as they came in.',
      bucket: props.capture,
      layout: `ground-truth/workload=${at('workload')}/${at('day')}/`,
      format: 'json',
      columns: [
        { name: 'request_id', type: 'string' },
        { name: 'label', type: 'string' },
        { name: 'received_at', type: 'timestamp' },
      ],
      partitions: { workload, day: { kind: 'date' } },
    });
    new LakeTable(this, 'Evaluations', {
      ...common,
      name: 'evaluations',
      description: 'Each evaluated candidate on validation, and the best one on test with the verdict.',
      bucket: props.lake,
      layout: `evaluations/workload=${at('workload')}/`,
      format: 'json',
      columns: [
        { name: 'run_id', type: 'string' },
        { name: 'dataset_version', type: 'int' },
        { name: 'candidate', type: 'string' },
        { name: 'family', type: 'string' },
        { name: 'split', type: 'string' },
        { name: 'accuracy', type: 'double' },
        { name: 'macro_f1', type: 'double' },
        { name: 'deciding_metric', type: 'string' },
        { name: 'deciding', type: 'double' },
        { name: 'verdict', type: 'string' },
      ],
      partitions: { workload },
    });
    new LakeTable(this, 'Trials', {
      ...common,
      name: 'trials',
      description: 'Each trial of every tuning job, with its hyperparameters and its objective.',
      bucket: props.lake,
      layout: `trials/workload=${at('workload')}/`,
      format: 'json',
      columns: [
        { name: 'run_id', type: 'string' },
        { name: 'tuning_job', type: 'string' },
        { name: 'trial', type: 'string' },
        { name: 'candidate', type: 'string' },
        { name: 'status', type: 'string' },
        { name: 'objective_metric', type: 'string' },
        { name: 'objective', type: 'double' },
        { name: 'is_best', type: 'boolean' },
        { name: 'seconds', type: 'double' },
        { name: 'hyperparameters', type: 'string' },
      ],
      partitions: { workload },
    });
  }

  #addQueries(workgroup: CfnWorkGroup): void {
    for (const { id, name, description, sql } of NAMED_QUERIES) {
      const query = new CfnNamedQuery(this, id, {
        name,
        description,
        database: this.databaseName,
        workGroup: workgroup.ref,
        queryString: sql,
      });
      query.addResourceDependency(workgroup);
    }
  }
}

const NAMED_QUERIES = [
  {
    id: 'RowsPerVersion',
    name: 'rows-per-version',
    description: 'Rows of each dataset version by split and label.',
    sql: `SELECT workload, version, split, label, count(*) AS total_rows
FROM datasets WHERE version BETWEEN 1 AND 100
GROUP BY workload, version, split, label ORDER BY workload, version, split, label`,
  },
  {
    id: 'QuarantineByReason',
    name: 'quarantine-by-reason',
    description: 'How many rows were set aside for which reason.',
    sql: 'SELECT workload, reason, count(*) AS total_rows FROM quarantine GROUP BY workload, reason ORDER BY 3 DESC',
  },
  {
    id: 'MetricsOverTime',
    name: 'metrics-over-time',
    description: 'Metrics of each evaluated candidate by dataset version.',
    sql: `SELECT workload, dataset_version, candidate, split, accuracy, macro_f1, deciding_metric, deciding, verdict
FROM evaluations ORDER BY workload, dataset_version, candidate`,
  },
  {
    id: 'BestTrials',
    name: 'best-trials',
    description: 'The best trial of each tuned candidate by run, with its hyperparameters.',
    sql: `SELECT workload, run_id, candidate, objective_metric, objective, hyperparameters
FROM trials WHERE is_best ORDER BY workload, run_id, candidate`,
  },
  {
    id: 'PredictionsPerDay',
    name: 'predictions-per-day',
    description: 'Captured predictions by day, label and model package.',
    sql: `SELECT workload, day, package_version, label, count(*) AS predictions
FROM predictions GROUP BY workload, day, package_version, label ORDER BY day DESC`,
  },
  {
    id: 'LiveAccuracy',
    name: 'live-accuracy',
    description: 'Accuracy of captured predictions whose true label is known.',
    sql: `SELECT p.workload, p.day, p.package_version, avg(IF(p.label = g.label, 1.0, 0.0)) AS accuracy, count(*) AS known
FROM predictions p JOIN ground_truth g ON p.workload = g.workload AND p.request_id = g.request_id
GROUP BY p.workload, p.day, p.package_version ORDER BY p.day DESC`,
  },
] as const;
