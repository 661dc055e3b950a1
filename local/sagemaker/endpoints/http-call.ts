import { Agent, request } from 'node:http';

/** What a container answered. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export interface HttpCall {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  readonly timeoutMs: number;
}

/** The container did not answer in time. */
export class CallTimedOut extends Error {}

const agent = new Agent({ keepAlive: true, maxFreeSockets: 64 });

/** One HTTP exchange with a container on this machine, over kept connections. */
export function call({ method, url, headers = {}, body, timeoutMs }: HttpCall): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': String(body.length) };
    const outgoing = request(url, { agent, method, headers: { ...headers, ...length } }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.once('error', fail);
      answer.once('end', () => {
        clearTimeout(timer);
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks) });
      });
    });
    const timer = setTimeout(() => outgoing.destroy(new CallTimedOut(`No answer in ${timeoutMs} ms`)), timeoutMs);
    function fail(error: Error): void {
      clearTimeout(timer);
      reject(error);
    }
    outgoing.once('error', fail);
    outgoing.end(body);
  });
}
