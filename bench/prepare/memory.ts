import { readFileSync } from 'node:fs';
import { freemem } from 'node:os';

/** Memory that a program could have now; Linux counts what it would give up of its caches. */
export function availableBytes(): number {
  try {
    const kib = /^MemAvailable:\s+(\d+) kB/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1];
    return kib === undefined ? freemem() : Number(kib) * 1024;
  } catch {
    // Other systems have no such file.
    return freemem();
  }
}
