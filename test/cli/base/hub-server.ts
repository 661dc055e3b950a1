import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { sha256 } from '../../../domain/hash.ts';

export const COMMIT = '0123456789abcdef0123456789abcdef01234567';
export const TOKEN = 'hf_secret';

export interface HubServer {
  readonly origin: string;
  /** `<path> <authorization>` of each request, also of those to the host that large files come from. */
  readonly requests: string[];
  close(): Promise<void>;
}

export interface HubContent {
  readonly files: Readonly<Record<string, Buffer>>;
  /** What is sent for a file, where it is not what the hub says of it. */
  readonly sent?: Readonly<Record<string, Buffer>>;
  /** True when the model is given to bearers of the token only. */
  readonly isPrivate?: boolean;
}

const listen = (server: Server): Promise<string> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : '');
    });
  });

/** A hub with one model `org/tiny`, which keeps its weights on another host as the public one does. */
export async function startHub({ files, sent = files, isPrivate = false }: HubContent): Promise<HubServer> {
  const requests: string[] = [];
  const noted = (request: IncomingMessage): void => {
    requests.push(`${request.url} ${request.headers.authorization ?? 'nobody'}`);
  };
  const store = createServer((request, response) => {
    noted(request);
    response.end(sent[request.url?.slice(1) ?? ''] ?? '');
  });
  const storeOrigin = await listen(store);
  const hub = createServer((request: IncomingMessage, response: ServerResponse) => {
    noted(request);
    const status = isPrivate && request.headers.authorization !== `Bearer ${TOKEN}` ? 401 : 200;
    const name = new RegExp(`^/org/tiny/resolve/${COMMIT}/(.+)$`).exec(request.url ?? '')?.[1];
    if (status === 200 && request.url === '/api/models/org/tiny/revision/main?blobs=true') {
      response.end(JSON.stringify({ sha: COMMIT, siblings: siblings(files) }));
    } else if (status === 200 && name?.endsWith('.safetensors')) {
      response.writeHead(302, { location: `${storeOrigin}/${name}` }).end();
    } else if (status === 200 && name !== undefined && name in files) {
      response.end(sent[name]);
    } else {
      response.writeHead(status === 200 ? 404 : status).end();
    }
  });
  const origin = await listen(hub);
  const close = async (): Promise<void> => {
    for (const server of [hub, store]) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  };
  return { origin, requests, close };
}

const siblings = (files: HubContent['files']) =>
  Object.entries(files).map(([rfilename, content]) => ({
    rfilename,
    size: content.length,
    ...(rfilename.endsWith('.safetensors') ? { lfs: { sha256: sha256(content), size: content.length } } : {}),
  }));
