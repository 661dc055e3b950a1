import { DisableRuleCommand, EnableRuleCommand, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import type { World } from './world.ts';

/** Whether EventBridge tells the platform of what people decide in the registry. */
export async function tellDecisions({ root: { eventBridge } }: World, areTold: boolean): Promise<void> {
  const { Rules = [] } = await eventBridge.send(new ListRulesCommand({}));
  const Name = Rules.map((rule) => rule.Name).find((name) => name?.includes('PackageDecided'));
  if (Name === undefined) throw new Error('there is no rule for decisions on packages');
  await eventBridge.send(areTold ? new EnableRuleCommand({ Name }) : new DisableRuleCommand({ Name }));
}
