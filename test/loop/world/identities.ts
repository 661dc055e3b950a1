import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { type Clients, clientsOf } from './clients.ts';
import type { World } from './world.ts';

/** AWS as a role of the platform sees it. */
export async function actingAs({ root, runtime }: World, roleArn: string): Promise<Clients> {
  const { Credentials } = await root.sts.send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'loop' }));
  const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken) throw new Error(`no credentials of ${roleArn}`);
  return clientsOf(runtime.endpointUrl, {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
  });
}
