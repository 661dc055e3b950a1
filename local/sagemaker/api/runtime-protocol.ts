import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type InvokeSurroundings, invokeEndpoint } from '../endpoints/invoke.ts';
import { answerError, header } from './json-protocol.ts';

/** Headers of InvokeEndpoint that reach the container; the service strips every other one. */
const PASSED_ON = ['content-type', 'accept', 'x-amzn-sagemaker-custom-attributes', 'x-amzn-sagemaker-inference-id'];
/** Headers of the container that reach the caller. */
const PASSED_BACK = ['content-type', 'x-amzn-sagemaker-custom-attributes'];

/** Serves the SageMaker runtime API: `POST /endpoints/{name}/invocations`. */
export function serveRuntimeProtocol(
  server: FastifyInstance,
  surroundings: InvokeSurroundings,
  onTrouble: (message: string) => void,
): void {
  server.post<{ Params: { name: string } }>('/endpoints/:name/invocations', async (request, reply) => {
    try {
      const { variant, answer } = await invokeEndpoint(surroundings, {
        endpoint: request.params.name,
        targetVariant: header(request, 'x-amzn-sagemaker-target-variant'),
        headers: passedOn(request),
        body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
      });
      reply.header('x-amzn-invoked-production-variant', variant);
      for (const name of PASSED_BACK) {
        const value = answer.headers[name];
        if (value !== undefined) reply.header(name, value);
      }
      return await reply.status(200).send(answer.body);
    } catch (error) {
      return answerError(reply, error, onTrouble);
    }
  });
}

function passedOn(request: FastifyRequest): Record<string, string> {
  return Object.fromEntries(
    PASSED_ON.flatMap((name) => {
      const value = header(request, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
