import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { S3Objects } from '../../../containers/processing/adapters/s3.ts';
import { failureLine } from '../../../containers/processing/failure.ts';

/** What S3 does with each request in turn; after the last one it takes everything. */
type Behaviour = 'break' | 'busy' | 'exists' | 'deny';
const STATUS = { busy: 503, exists: 412, deny: 403 } as const;

describe('a file that is put to S3', () => {
  const place = { bucket: 'lake', key: 'part.parquet' };
  let server: Server;
  let behaviours: Behaviour[];
  let bodies: string[];
  let folder: string;
  let path: string;
  let client: S3Client;

  beforeEach(async () => {
    behaviours = [];
    bodies = [];
    folder = mkdtempSync(join(tmpdir(), 's3-objects-'));
    path = join(folder, 'part');
    writeFileSync(path, 'rows');
    server = createServer(async (request, response) => {
      bodies.push(await text(request));
      const behaviour = behaviours.shift();
      if (behaviour === 'break') request.socket.destroy();
      else response.writeHead(behaviour === undefined ? 200 : STATUS[behaviour]).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const credentials = { accessKeyId: 'a', secretAccessKey: 's' };
    const endpoint = `http://127.0.0.1:${port}`;
    client = new S3Client({ endpoint, region: 'us-east-1', credentials, forcePathStyle: true, maxAttempts: 4 });
  });

  afterEach(async () => {
    client.destroy();
    rmSync(folder, { recursive: true, force: true });
    await new Promise((resolve) => server.close(resolve));
  });

  const put = () => new S3Objects(client).putFile(place, path, { ifAbsent: true, metadata: {} });

  it('is read and sent again, whole, when the connection breaks or S3 is busy', async () => {
    behaviours = ['break', 'busy'];

    expect(await put()).toBe('done');

    expect(bodies).toHaveLength(3);
    expect(bodies.at(-1)).toContain('rows');
  });

  it('is not sent again when S3 has an answer for good', async () => {
    behaviours = ['deny'];
    await expect(put()).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });

    behaviours = ['exists'];
    expect(await put()).toBe('exists');

    expect(bodies).toHaveLength(2);
  });

  it('fails when nothing is answered, after four times', async () => {
    behaviours = ['break', 'break', 'break', 'break'];

    await expect(put()).rejects.toThrow();

    expect(bodies).toHaveLength(4);
  });

  it('fails as AWS_FAILED, with no more than where and when nothing was answered', () => {
    const broken = Object.assign(new Error('socket hang up'), { name: 'TimeoutError', code: 'ECONNRESET' });

    expect(failureLine(broken)).toBe('AWS_FAILED: AWS did not answer: socket hang up');
  });
});
