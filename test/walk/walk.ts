import { Prober } from './site/prober.ts';
import { Site } from './site/site.ts';
import { VARIANTS, type Variant } from './site/variant.ts';
import { type Faulted, type WalkedPoint, walkPoint, walkRun } from './walk-point.ts';

/** How often a run without a fault passes each point, and which way it takes there. */
export type Passed = ReadonlyMap<string, { readonly variant: Variant; readonly times: number }>;

/** What finished runs leave behind makes every save of the emulator dearer: a fresh runtime costs less than many runs on an old one. */
const FAULTS_PER_SITE = 40;

/** A runtime to walk on, which is made anew after a fault that it did not survive: the next one finds it whole. */
export class Walk {
  #site: Site | undefined;
  #prober: Prober | undefined;
  #walked = 0;

  /** A run of each variant without a fault: what they pass. Throws when one does not end as it should. */
  async reference(): Promise<Passed> {
    const passed = new Map<string, { variant: Variant; times: number }>();
    for (const variant of VARIANTS) {
      const { site, prober } = await this.#onSite();
      const { differences, passes } = await walkRun(site, prober, variant);
      if (differences.length > 0) throw new Error(`a ${variant} run without a fault: ${differences.join('; ')}`);
      for (const [point, all] of Map.groupBy(passes, (pass) => pass.point)) {
        if (!passed.has(point)) passed.set(point, { variant, times: all.length });
      }
    }
    return passed;
  }

  async at(faulted: Faulted): Promise<WalkedPoint> {
    const { site, prober } = await this.#onSite();
    const walked = await walkPoint(site, prober, faulted);
    this.#walked += 1;
    if (walked.result === 'lost' || this.#walked >= FAULTS_PER_SITE) await this.end();
    return walked;
  }

  async end(): Promise<void> {
    await this.#prober?.stop();
    await this.#site?.lower();
    this.#site = undefined;
    this.#prober = undefined;
    this.#walked = 0;
  }

  async #onSite(): Promise<{ site: Site; prober: Prober }> {
    if (this.#site !== undefined && this.#prober !== undefined) return { site: this.#site, prober: this.#prober };
    const site = new Site();
    this.#site = site;
    await site.raise();
    const prober = new Prober(site.world);
    prober.start();
    this.#prober = prober;
    return { site, prober };
  }
}
