// The one way to ask the server over HTTP: JSON, problems as errors, CSRF and idempotency keys.

import type { Problem } from './contracts';
import { uuid } from './ids';
import { listen, piecesOf, SILENCE_AT_MOST, Unreachable, wordsOf } from './silence';
import { written } from './written';

export { Unreachable };

/** A refusal the server explains, in the reader's language (`message` can be shown as it is). */
export class Refusal extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail || problem.title);
    this.problem = problem;
  }

  get status(): number {
    return this.problem.status;
  }

  get key(): string {
    return this.problem.key;
  }
}

/** The same where the server has much to do between two words. */
const WORK_AT_MOST = 120_000;
/** Characters in a millisecond that go out even by a slow line. */
const SLOWEST = 4;
/** For so long the same request is taken for the one that was not answered. */
const SAME_WITHIN = 120_000;

export interface HttpOptions {
  /** Put before every path: `/api/v1`. */
  base: string;
  headers?: () => Record<string, string>;
  /** Called once for each answer 401, before the refusal is thrown. */
  onSignedOut?: (problem: Problem) => void;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A file as it was fetched. */
export interface Fetched {
  blob: Blob;
  headers: Headers;
}

export class Http {
  readonly #options: HttpOptions;
  /** The keys of what has had no answer, by what was asked. */
  readonly #unanswered = new Map<string, string>();

  constructor(options: HttpOptions) {
    this.#options = options;
  }

  get = <T>(path: string, signal?: AbortSignal) => this.#ask<T>('GET', path, undefined, signal);
  /** Asked again after it had no answer, it is the same request: nothing is done twice. */
  post = <T>(path: string, body: unknown = {}, key?: string) =>
    key ? this.#ask<T>('POST', path, body, undefined, key) : this.#postOnce<T>(path, body);
  put = <T>(path: string, body: unknown) => this.#ask<T>('PUT', path, body);
  patch = <T>(path: string, body: unknown) => this.#ask<T>('PATCH', path, body);
  delete = <T>(path: string, body?: unknown) => this.#ask<T>('DELETE', path, body);

  /** POST, and hear each line of the answer (an object a line) as it comes. */
  async lines<T>(path: string, hear: (line: T) => void): Promise<void> {
    const headers = { ...this.#headers(uuid()), Accept: 'application/x-ndjson' };
    const line = listen(undefined, WORK_AT_MOST);
    const asked = { method: 'POST', headers, credentials: 'same-origin' } as const;
    await line.until(async signal => {
      const response = await fetch(this.url(path), { ...asked, signal });
      if (!response.ok) throw this.#refusal(response.status, parse(await wordsOf(response, line)));
      const decoder = new TextDecoder();
      let held = '';
      for await (const piece of piecesOf(response, line)) {
        const whole = (held + decoder.decode(piece, { stream: true })).split('\n');
        held = whole.pop() ?? '';
        for (const each of whole) hear(JSON.parse(each) as T);
      }
    });
  }

  /** GET a file, whole. */
  async file(path: string, wish?: AbortSignal): Promise<Fetched> {
    const line = listen(wish);
    return line.until(async signal => {
      const headers = { ...this.#options.headers?.() };
      const asked = { headers, credentials: 'same-origin', signal } as const;
      const response = await fetch(this.url(path), asked);
      if (!response.ok) throw this.#refusal(response.status, parse(await wordsOf(response, line)));
      const pieces: BlobPart[] = [];
      for await (const piece of piecesOf(response, line)) pieces.push(piece);
      const type = response.headers.get('Content-Type') ?? '';
      return { blob: new Blob(pieces, { type }), headers: response.headers };
    });
  }

  url(path: string): string {
    return this.#options.base + path;
  }

  /** Send a file as multipart `file`; `onProgress` hears the share sent, 0 to 1. */
  upload<T>(
    path: string,
    file: File,
    onProgress: (share: number) => void,
    signal?: AbortSignal,
  ): Promise<T> {
    const line = listen(signal, WORK_AT_MOST);
    return line.until(
      given =>
        new Promise((resolve, reject) => {
          const request = new XMLHttpRequest();
          request.open('POST', this.url(path));
          for (const [name, value] of Object.entries(this.#headers(uuid()))) {
            request.setRequestHeader(name, value);
          }
          request.upload.onprogress = event => {
            line.heard();
            if (event.lengthComputable) onProgress(event.loaded / event.total);
          };
          request.onerror = request.onabort = () => reject(new Unreachable());
          request.onload = () => {
            const body = parse(request.responseText);
            if (request.status < 300) resolve(body as T);
            else reject(this.#refusal(request.status, body));
          };
          given.addEventListener('abort', () => request.abort(), { once: true });
          const form = new FormData();
          form.append('file', file, file.name);
          request.send(form);
        }),
    );
  }

  async #postOnce<T>(path: string, body: unknown): Promise<T> {
    const name = `${path} ${JSON.stringify(body)}`;
    const key = this.#unanswered.get(name) ?? uuid();
    this.#unanswered.delete(name);
    try {
      return await this.#ask<T>('POST', path, body, undefined, key);
    } catch (error) {
      if (error instanceof Unreachable) {
        this.#unanswered.set(name, key);
        setTimeout(() => this.#unanswered.delete(name), SAME_WITHIN);
      }
      throw error;
    }
  }

  async #ask<T>(
    method: Method,
    path: string,
    body?: unknown,
    wish?: AbortSignal,
    key?: string,
  ): Promise<T> {
    const headers = this.#headers(key);
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    const sent = body === undefined ? undefined : written(body);
    const line = listen(wish, SILENCE_AT_MOST + (sent?.length ?? 0) / SLOWEST);
    const [response, text] = await line.until(async signal => {
      const answer = await fetch(this.url(path), {
        method,
        headers,
        body: sent,
        credentials: 'same-origin',
        // What was revoked or removed as the page was left must go all the same.
        keepalive: method === 'DELETE',
        signal,
      });
      return [answer, await wordsOf(answer, line)] as const;
    });
    const answer = parse(text);
    if (response.ok) return answer as T;
    throw this.#refusal(response.status, answer);
  }

  #headers(key?: string): Record<string, string> {
    const headers: Record<string, string> = {
      Accept: 'application/json',
      ...this.#options.headers?.(),
    };
    const csrf = cookie('madoguchi_csrf');
    if (csrf) headers['X-CSRF-Token'] = csrf;
    if (key) headers['Idempotency-Key'] = key;
    return headers;
  }

  #refusal(status: number, body: unknown): Refusal {
    const given = (typeof body === 'object' && body !== null ? body : {}) as Partial<Problem>;
    const problem: Problem = {
      type: 'about:blank',
      title: '',
      detail: '',
      key: '',
      params: {},
      ...given,
      status,
    };
    if (status === 401) this.#options.onSignedOut?.(problem);
    return new Refusal(problem);
  }
}

function parse(text: string): unknown {
  if (!text) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** A cookie's value, or null. */
function cookie(name: string): string | null {
  const pair = document.cookie.split('; ').find(entry => entry.startsWith(`${name}=`));
  return pair ? decodeURIComponent(pair.slice(name.length + 1)) : null;
}

/** `{a: 1, b: null}` → `?a=1`; empty values are left out. */
export function query(params: Record<string, string | number | null | undefined>): string {
  const kept = Object.entries(params).filter(
    ([, value]) => value !== null && value !== undefined && value !== '',
  );
  if (!kept.length) return '';
  return `?${new URLSearchParams(kept.map(([name, value]) => [name, String(value)]))}`;
}
