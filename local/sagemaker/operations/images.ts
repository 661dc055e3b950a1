import { invalid } from '../api/service-error.ts';
import { ImageUnknown } from '../engine/engine.ts';
import type { Plane } from '../plane.ts';

/**
 * Refuses an image that cannot be run here when it is named, as the service refuses one that it cannot pull.
 * @throws ServiceError ValidationException
 */
export async function checkImage(plane: Plane, image: string): Promise<void> {
  try {
    await plane.engine.prepare(image);
  } catch (error) {
    if (error instanceof ImageUnknown) throw invalid(`Cannot use the image ${image}: ${error.message}.`);
    throw error;
  }
}
