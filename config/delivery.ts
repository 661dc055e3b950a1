import type { DeliveryInput } from './environment.ts';

/** Write your own account, repository and connection here. */
export default {
  account: '444444444444',
  region: 'eu-central-1',
  repository: 'example/trainyard',
  connectionArn:
    'arn:aws:codestar-connections:eu-central-1:444444444444:connection/00000000-0000-0000-0000-000000000000',
} satisfies DeliveryInput;
