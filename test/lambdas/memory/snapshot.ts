import { WORKLOAD, type World } from './world.ts';

/** Everything that a world has of a workload and what it told people, to be compared. */
export const snapshotOf = async (world: World) =>
  structuredClone({
    records: await world.table.list(WORKLOAD, ''),
    artifacts: [...world.artifacts.documents],
    lake: [...world.lake.documents],
    rows: [...world.rows],
    packages: world.registry.packages,
    // News may come twice, but not never.
    news: [...new Set(world.notifications.sent.map(({ message }) => message))],
    started: [...world.started],
    scheduled: [...world.scheduled],
  });
