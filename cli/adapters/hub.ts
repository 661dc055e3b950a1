import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { PlatformError } from '../../domain/errors.ts';
import { throughPoint } from '../../faults/effect.ts';
import { isUnreachable } from '../failure/from-aws.ts';
import { counted } from './counted.ts';
import { sha256OfFile } from './file-hash.ts';

/** As the hub's own clients have it; another one can be named by `HF_ENDPOINT`. */
const PUBLIC_HUB = 'https://huggingface.co';
/** A server that says nothing for so long will not. */
const SILENCE_MS = 60_000;

const modelSchema = z.object({
  /** The commit that the revision is. */
  sha: z.string().regex(/^[0-9a-f]{7,64}$/),
  siblings: z.array(
    z.object({
      rfilename: z.string(),
      size: z.int().min(0).nullish(),
      lfs: z.object({ sha256: z.string() }).nullish(),
    }),
  ),
});

export interface HubFile {
  readonly name: string;
  readonly sizeBytes: number | undefined;
  /** Of files that the hub keeps in its large file storage. */
  readonly sha256: string | undefined;
}

export interface HubModel {
  readonly commit: string;
  readonly files: readonly HubFile[];
}

export interface Download {
  readonly onBytes: (bytes: number) => void;
  readonly signal: AbortSignal;
}

/** A model hub that speaks the Hugging Face API: what a model has, and its files. The token is in no message. */
export class Hub {
  readonly #origin: string;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(origin: string, token: string | undefined) {
    this.#origin = origin.replace(/\/+$/, '');
    this.#headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  }

  /** Throws `USAGE` for a hub over plain HTTP that is not on this machine: the token would go there in the clear. */
  static from({ HF_ENDPOINT, HF_TOKEN }: Readonly<Record<string, string | undefined>>): Hub {
    const origin = HF_ENDPOINT || PUBLIC_HUB;
    const url = URL.canParse(origin) ? new URL(origin) : undefined;
    const isHere = url !== undefined && /^(127\.0\.0\.1|localhost|\[::1\])$/.test(url.hostname);
    if (url?.protocol !== 'https:' && !(url?.protocol === 'http:' && isHere)) {
      throw new PlatformError('USAGE', 'HF_ENDPOINT is no https:// address.', { next: 'Name the hub with https://.' });
    }
    return new Hub(origin, HF_TOKEN || undefined);
  }

  /** Throws `BASE_UNREACHABLE`. */
  async model(id: string, revision: string, signal: AbortSignal): Promise<HubModel> {
    const url = `${this.#origin}/api/models/${id}/revision/${encodeURIComponent(revision)}?blobs=true`;
    const silence = new Silence(signal);
    try {
      const response = await throughPoint('Hub.GetModel', () => this.#get(url, silence.signal));
      if (!response.ok) throw refused(`the model ${id} at ${revision}`, response.status);
      const parsed = modelSchema.safeParse(await response.json());
      if (!parsed.success) throw unreachable(`The hub does not answer as one for ${id}.`, parsed.error);
      const files = parsed.data.siblings.map(({ rfilename, size, lfs }) => ({
        name: rfilename,
        sizeBytes: size ?? undefined,
        sha256: lfs?.sha256,
      }));
      return { commit: parsed.data.sha, files };
    } catch (error) {
      throw explained(error, `the model ${id}`, signal);
    } finally {
      silence.end();
    }
  }

  /** Writes a file to `path` and checks it against what the hub says of it. Throws `BASE_UNREACHABLE`. */
  async download(
    file: HubFile & { readonly id: string; readonly commit: string },
    path: string,
    { onBytes, signal }: Download,
  ): Promise<void> {
    const { id, commit, name } = file;
    const silence = new Silence(signal);
    let bytes = 0;
    const heard = counted((more) => {
      silence.heard();
      bytes += more;
      onBytes(more);
    });
    try {
      const url = `${this.#origin}/${id}/resolve/${commit}/${encodeURIComponent(name)}`;
      const response = await throughPoint('Hub.GetFile', () => this.#get(url, silence.signal));
      if (!response.ok || response.body === null) throw refused(`${name} of ${id}`, response.status);
      await pipeline(Readable.fromWeb(response.body), heard, createWriteStream(path), { signal: silence.signal });
      const isWhole = file.sizeBytes === undefined || file.sizeBytes === bytes;
      if (!isWhole || (file.sha256 !== undefined && file.sha256 !== (await sha256OfFile(path)))) {
        throw unreachable(`${name} of ${id} came damaged.`);
      }
    } catch (error) {
      throw explained(error, `${name} of ${id}`, signal);
    } finally {
      silence.end();
    }
  }

  /** Another host that the hub sends us to gets no token: `fetch` drops it on the way. */
  #get(url: string, signal: AbortSignal): Promise<Response> {
    return fetch(url, { headers: this.#headers, signal });
  }
}

/** Ends a request when its server falls silent, or when the caller wants it to. */
class Silence {
  readonly signal: AbortSignal;
  readonly #controller = new AbortController();
  #timer = this.#wait();

  constructor(signal: AbortSignal) {
    this.signal = AbortSignal.any([signal, this.#controller.signal]);
  }

  heard(): void {
    clearTimeout(this.#timer);
    this.#timer = this.#wait();
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  #wait(): NodeJS.Timeout {
    return setTimeout(() => this.#controller.abort(unreachable('The hub fell silent.')), SILENCE_MS);
  }
}

function refused(what: string, status: number): PlatformError {
  if (status === 401 || status === 403 || status === 404) {
    return new PlatformError('BASE_UNREACHABLE', `The hub does not give ${what} (${status}).`, {
      next: 'Check its name and revision; for a private or gated model set HF_TOKEN to a token that may read it.',
    });
  }
  return unreachable(`The hub answered ${status} for ${what}.`);
}

const unreachable = (what: string, cause?: unknown): PlatformError =>
  new PlatformError('BASE_UNREACHABLE', what, { next: 'Check the network and run the command again.', cause });

/** `fetch` throws a TypeError for whatever happens on the way, and its JSON reader a SyntaxError. */
const ofNetwork = z.object({ name: z.enum(['TypeError', 'SyntaxError']) });

function explained(error: unknown, what: string, signal: AbortSignal): unknown {
  if (error instanceof PlatformError || signal.aborted) return error;
  const isOfNetwork = isUnreachable(error) || ofNetwork.safeParse(error).success;
  return isOfNetwork ? unreachable(`The hub could not be reached for ${what}.`, error) : error;
}
