import { PlatformError } from '../../domain/errors.ts';
import { throughPoint } from '../../faults/effect.ts';
import { platformErrorOf } from '../runtime/failure.ts';
import type { StageContext } from '../runtime/stage-handler.ts';
import { type CleanupPorts, cleanup } from './cleanup.ts';
import type { CleanupEvent } from './messages.ts';

export interface AnsweredPorts extends CleanupPorts {
  /** Puts a JSON text to a presigned address. */
  readonly put: (url: string, body: string) => Promise<void>;
}

/** Name of the resource: the same for every request, so that an update never replaces (and deletes) it. */
const physicalId = ({ ResourceProperties }: CleanupEvent): string =>
  `trainyard-${ResourceProperties.Environment}-cleanup`;

/** Cleans up and tells CloudFormation, which otherwise waits an hour; a failure is told too. */
export async function cleanupAndAnswer(
  event: CleanupEvent,
  ports: AnsweredPorts & StageContext,
): Promise<{ PhysicalResourceId: string }> {
  const PhysicalResourceId = event.PhysicalResourceId ?? physicalId(event);
  const { StackId, RequestId, LogicalResourceId, ResponseURL } = event;
  const tell = async (Status: 'SUCCESS' | 'FAILED', Reason: string) => {
    if (ResponseURL === undefined) return;
    const answer = { Status, Reason, PhysicalResourceId, StackId, RequestId, LogicalResourceId };
    await ports.put(ResponseURL, JSON.stringify(answer));
  };
  try {
    await cleanup(event, ports);
  } catch (thrown) {
    const error = platformErrorOf(thrown);
    await tell('FAILED', `${error.code}: ${error.message}`);
    throw error;
  }
  await tell('SUCCESS', '');
  return { PhysicalResourceId };
}

/** CloudFormation's presigned address wants no content type. Throws `AWS_FAILED`. */
export async function putAnswer(url: string, body: string): Promise<void> {
  const answer = await throughPoint('answer', () =>
    fetch(url, { method: 'PUT', body, headers: { 'content-type': '' }, signal: AbortSignal.timeout(10_000) }),
  );
  if (!answer.ok) throw new PlatformError('AWS_FAILED', `CloudFormation did not take the answer: ${answer.status}.`);
}
