import { z } from 'zod';

/** One entry of `InputDataConfig`, as `CreateTrainingJob` takes it: a state machine hands the list on as it stands. */
export const channelSchema = z.strictObject({
  ChannelName: z.string(),
  ContentType: z.string().optional(),
  InputMode: z.literal('File'),
  DataSource: z.strictObject({
    S3DataSource: z.strictObject({
      S3DataType: z.literal('S3Prefix'),
      S3Uri: z.string(),
      S3DataDistributionType: z.literal('FullyReplicated'),
    }),
  }),
});
export type Channel = z.infer<typeof channelSchema>;

/** Everything below an S3 prefix, as files in `/opt/ml/input/data/<name>`. */
export const fileChannel = (name: string, uri: string): Channel => ({
  ChannelName: name,
  InputMode: 'File',
  DataSource: {
    S3DataSource: { S3DataType: 'S3Prefix', S3Uri: uri, S3DataDistributionType: 'FullyReplicated' },
  },
});

/** A split of a dataset. */
export const parquetChannel = (name: string, uri: string): Channel => ({
  ...fileChannel(name, uri),
  ContentType: 'application/vnd.apache.parquet',
});
