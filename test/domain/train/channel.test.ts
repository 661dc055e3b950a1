import { describe, expect, it } from '@jest/globals';
import { fileChannel, parquetChannel } from '../../../domain/train/channel.ts';

describe('a channel of a training job', () => {
  it('names the content of a split, and none of other files', () => {
    const source = {
      S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://l/t/', S3DataDistributionType: 'FullyReplicated' },
    };

    expect(parquetChannel('train', 's3://l/t/')).toEqual({
      ChannelName: 'train',
      ContentType: 'application/vnd.apache.parquet',
      InputMode: 'File',
      DataSource: source,
    });
    expect(fileChannel('base', 's3://l/t/')).toEqual({ ChannelName: 'base', InputMode: 'File', DataSource: source });
  });
});
