import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ServiceEvent } from '../../../local/sagemaker/adapters/event-bus.ts';
import { Outbox } from '../../../local/sagemaker/events/outbox.ts';
import { openDatabase } from '../../../local/sagemaker/state/database.ts';

let directory: string;
let database: DatabaseSync;
let taken: string[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'outbox-'));
  database = openDatabase(directory);
  taken = [];
});

afterEach(() => {
  database.close();
  rmSync(directory, { recursive: true, force: true });
});

const event = (detailType: string): ServiceEvent => ({ detailType, resources: [], detail: '{}', time: 0 });
const bus = { put: async ({ detailType }: ServiceEvent) => void taken.push(detailType) };
const outboxOf = (one: DatabaseSync) => new Outbox(one, bus, { duplicate: false, onTrouble: () => undefined });

describe('the outbox of events', () => {
  it('sends what it sent last once more after a start, for the bus may have lost it, and in its order', async () => {
    const outbox = outboxOf(database);
    outbox.add(event('first'));
    outbox.add(event('second'));
    await outbox.settled();
    expect(taken).toEqual(['first', 'second']);
    await outbox.stop();
    database.close();

    database = openDatabase(directory);
    const next = outboxOf(database);
    next.resume();
    next.add(event('third'));
    await next.settled();

    expect(taken).toEqual(['first', 'second', 'first', 'second', 'third']);
  });

  it('forgets an event that the bus took long before', async () => {
    const outbox = outboxOf(database);
    outbox.add(event('old'));
    await outbox.settled();
    database.exec('UPDATE outbox SET sent_at = sent_at - 10001');
    outbox.add(event('new'));
    await outbox.settled();

    outbox.resume();
    await outbox.settled();

    expect(taken).toEqual(['old', 'new', 'new']);
  });

  it('opens a state of before events were kept for a while', async () => {
    database.exec(
      'DROP TABLE outbox; CREATE TABLE outbox (id INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL) STRICT',
    );
    database.prepare('INSERT INTO outbox (body) VALUES (?)').run(JSON.stringify(event('left')));
    database.close();

    database = openDatabase(directory);
    const outbox = outboxOf(database);
    outbox.resume();
    await outbox.settled();

    expect(taken).toEqual(['left']);
  });
});
