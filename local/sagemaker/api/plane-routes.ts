import type { FastifyInstance } from 'fastify';
import type { CredentialsDesk } from '../roles/credentials-desk.ts';
import { header } from './json-protocol.ts';

/** Routes of the plane's own: its health, and the credentials of containers. */
export function servePlaneRoutes(server: FastifyInstance, desk: CredentialsDesk): void {
  server.get('/_plane/health', async () => ({ status: 'ok' }));

  // The container credentials protocol of the AWS SDKs.
  server.get('/_plane/credentials', async (request, reply) => {
    const credentials = await desk.redeem(header(request, 'authorization') ?? '');
    if (credentials === undefined) return reply.status(404).send({ code: 'NotFound', message: 'No such grant' });
    return reply.send({
      AccessKeyId: credentials.accessKeyId,
      SecretAccessKey: credentials.secretAccessKey,
      Token: credentials.sessionToken,
      Expiration: credentials.expiration.toISOString(),
    });
  });
}
