import { App, Validations } from 'aws-cdk-lib';
import { loadConfiguration, loadDelivery } from '../config/load.ts';
import { SecurityChecks } from '../lib/constructs/security-checks.ts';
import { addPlatform } from '../lib/platform.ts';
import { DELIVERED_ENVIRONMENTS, DeliveryStack } from '../pipelines/delivery.ts';

const app = new App();
Validations.of(app).addPlugins(new SecurityChecks(app));
if (app.node.tryGetContext('app') === 'delivery') {
  const environments = await Promise.all(DELIVERED_ENVIRONMENTS.map((name) => loadConfiguration(name)));
  new DeliveryStack(app, 'trainyard-delivery', { delivery: await loadDelivery(), environments });
} else {
  addPlatform(app, await loadConfiguration(String(app.node.tryGetContext('environment') ?? 'local')));
}
app.synth();
