import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { PlatformError } from '../../../domain/errors.ts';
import { type Engine, ImageUnknown } from '../engine/engine.ts';
import { answer, read } from './own-requests.ts';

const programSchema = z.strictObject({
  image: z.string().min(1),
  entrypoint: z.array(z.string()).min(1).optional(),
  arguments: z.array(z.string()).optional(),
});

/** How the emulator starts a function whose code is an image: images are this server's matter. */
export function serveProgramRoutes(server: FastifyInstance, engine: Pick<Engine, 'program'>): void {
  server.post('/_plane/programs', (request, reply) =>
    answer(reply, async () => {
      const { image, entrypoint, arguments: given } = read(programSchema, request);
      try {
        return await engine.program({ image, entrypoint, arguments: given });
      } catch (error) {
        if (error instanceof ImageUnknown) throw new PlatformError('CONFIG_INVALID', error.message, { cause: error });
        throw error;
      }
    }),
  );
}
