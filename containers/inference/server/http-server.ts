import { isUtf8 } from 'node:buffer';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Answer, failure, notReady, refusal } from './answer.ts';
import { log, whereFrom } from './log.ts';

/** What stands behind the two routes. */
export interface Backend {
  /** False before the warm-up and after SIGTERM: `/ping` says 503. */
  isReady(): boolean;
  answer(body: string): Promise<Answer>;
}

/** SageMaker's container protocol: `GET /ping` and `POST /invocations`. */
export function createHttpServer(backend: Backend, maxBodyBytes: number): Server {
  return createServer((request, response) => {
    route(request, backend, maxBodyBytes)
      .catch((error: unknown) => {
        log('error', 'A request failed', whereFrom(error));
        return failure();
      })
      .then((answer) => {
        if (answer !== undefined) write(response, answer, backend.isReady());
      });
  });
}

async function route(request: IncomingMessage, backend: Backend, maxBodyBytes: number): Promise<Answer | undefined> {
  switch (`${request.method} ${request.url}`) {
    case 'POST /invocations': {
      if (!isJson(request.headers['content-type'])) return wrongType();
      const body = await readBody(request, maxBodyBytes);
      return typeof body === 'string' ? backend.answer(body) : body;
    }
    case 'GET /ping':
      return backend.isReady() ? { status: 200, json: '{}' } : notReady();
    default:
      return refusal(404, 'REQUEST_INVALID', 'There is no such route.', 'Use GET /ping or POST /invocations.');
  }
}

function isJson(contentType: string | undefined): boolean {
  return contentType !== undefined && /^application\/json\s*(;|$)/i.test(contentType);
}

const wrongType = (): Answer =>
  refusal(415, 'REQUEST_INVALID', 'The body must be JSON.', 'Set the header Content-Type: application/json.');

/** How much of a refused body is read to its end, so that the sender gets the answer and not a broken connection. */
const DISCARD_FACTOR = 4;

/** The body, an answer that refuses it, or undefined when the client went away. */
function readBody(request: IncomingMessage, maxBodyBytes: number): Promise<string | Answer | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxBodyBytes) chunks.push(chunk);
      else chunks.length = 0;
      if (bytes > DISCARD_FACTOR * maxBodyBytes) request.destroy();
    });
    request.on('end', () => resolve(bytes > maxBodyBytes ? tooLarge(maxBodyBytes) : decode(chunks)));
    request.on('close', () => resolve(undefined));
    // `close` follows an error.
    request.on('error', () => undefined);
  });
}

const tooLarge = (maxBodyBytes: number): Answer =>
  refusal(413, 'PAYLOAD_TOO_LARGE', `The body has more than ${maxBodyBytes} bytes.`, 'Split the request.');

function decode(chunks: readonly Buffer[]): string | Answer {
  const body = chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
  if (isUtf8(body)) return body.toString('utf8');
  return refusal(400, 'REQUEST_INVALID', 'The body is not UTF-8.', 'Send JSON in UTF-8.');
}

function write(response: ServerResponse, { status, json }: Answer, keepAlive: boolean): void {
  const headers: Record<string, string | number> = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(json),
  };
  if (status === 503) headers['retry-after'] = 1;
  // 415 is answered before the body is read: the connection cannot be used again.
  if (!keepAlive || status === 415) headers.connection = 'close';
  response.writeHead(status, headers).end(json);
}
