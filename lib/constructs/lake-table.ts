import { Stack } from 'aws-cdk-lib';
import { CfnTable } from 'aws-cdk-lib/aws-glue';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

export interface LakeColumn {
  readonly name: string;
  /** Athena's type, as `string`, `double`, `array<string>`. */
  readonly type: string;
}

/** How Athena finds a partition without a crawler. */
export type Projection =
  /** Whole numbers from 1. */
  | { readonly kind: 'integer' }
  | { readonly kind: 'enum'; readonly values: readonly string[] }
  /** Days as `2026/11/21`. */
  | { readonly kind: 'date' };

export interface LakeTableProps {
  readonly database: string;
  readonly name: string;
  readonly description: string;
  readonly bucket: Bucket;
  /** Location with a placeholder per partition, as ``datasets/workload=${workload}/`. */
  readonly layout: string;
  readonly format: 'parquet' | 'json';
  readonly columns: readonly LakeColumn[];
  readonly partitions: Readonly<Record<string, Projection>>;
}

const FORMATS = {
  parquet: {
    inputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
    outputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
    serdeInfo: { serializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' },
  },
  json: {
    inputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
    outputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
    serdeInfo: {
      serializationLibrary: 'org.openx.data.jsonserde.JsonSerDe',
      parameters: { 'ignore.malformed.json': 'false' },
    },
  },
} as const;

function projectionOf(partition: string, projection: Projection): Record<string, string> {
  const key = (member: string): string => `projection.${partition}.${member}`;
  switch (projection.kind) {
    case 'integer':
      return { [key('type')]: 'integer', [key('range')]: '1,100000' };
    case 'enum':
      return { [key('type')]: 'enum', [key('values')]: projection.values.join(',') };
    case 'date':
      return {
        [key('type')]: 'date',
        [key('format')]: 'yyyy/MM/dd',
        [key('range')]: '2026/01/01,NOW',
        [key('interval')]: '1',
        [key('interval.unit')]: 'DAYS',
      };
  }
}

/** A table over files in a bucket, with partition projection. */
export class LakeTable extends Construct {
  readonly table: CfnTable;

  constructor(scope: Construct, id: string, props: LakeTableProps) {
    super(scope, id);
    const root = props.layout.slice(0, props.layout.indexOf('/') + 1);
    const projections = Object.entries(props.partitions).map(([name, projection]) => projectionOf(name, projection));
    this.table = new CfnTable(this, 'Table', {
      databaseName: props.database,
      catalogId: Stack.of(this).account,
      tableInput: {
        name: props.name,
        description: props.description,
        tableType: 'EXTERNAL_TABLE',
        partitionKeys: Object.entries(props.partitions).map(([name, { kind }]) => ({
          name,
          type: kind === 'integer' ? 'int' : 'string',
        })),
        parameters: Object.assign(
          {
            classification: props.format,
            'projection.enabled': 'true',
            'storage.location.template': `s3://${props.bucket.bucketName}/${props.layout}`,
          },
          ...projections,
        ),
        storageDescriptor: {
          columns: [...props.columns],
          location: `s3://${props.bucket.bucketName}/${root}`,
          ...FORMATS[props.format],
        },
      },
    });
  }
}
