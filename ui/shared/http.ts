// The one way to ask the server over HTTP: JSON, problems as errors, CSRF and idempotency keys.

import type { Problem } from './contracts';
import { uuid } from './ids';
import { written } from './written';

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

/** The server could not be reached at all. */
export class Unreachable extends Error {}

export interface HttpOptions {
  /** Put before every path: `/api/v1`. */
  base: string;
  headers?: () => Record<string, string>;
  /** Called once for each answer 401, before the refusal is thrown. */
  onSignedOut?: (problem: Problem) => void;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export class Http {
  readonly #options: HttpOptions;

  constructor(options: HttpOptions) {
    this.#options = options;
  }

  get = <T>(path: string, signal?: AbortSignal) => this.#ask<T>('GET', path, undefined, signal);
  post = <T>(path: string, body: unknown = {}, key = uuid()) =>
    this.#ask<T>('POST', path, body, undefined, key);
  put = <T>(path: string, body: unknown) => this.#ask<T>('PUT', path, body);
  patch = <T>(path: string, body: unknown) => this.#ask<T>('PATCH', path, body);
  delete = <T>(path: string, body?: unknown) => this.#ask<T>('DELETE', path, body);

  /** POST, and hear each line of the answer (an object a line) as it comes. */
  async lines<T>(path: string, hear: (line: T) => void): Promise<void> {
    const headers = { ...this.#headers(uuid()), Accept: 'application/x-ndjson' };
    let response: Response;
    try {
      response = await fetch(this.url(path), {
        method: 'POST',
        headers,
        credentials: 'same-origin',
      });
    } catch {
      throw new Unreachable();
    }
    if (!response.ok) throw this.#refusal(response.status, parse(await response.text()));
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let held = '';
    for (;;) {
      const piece = await reader?.read().catch(() => {
        throw new Unreachable();
      });
      if (!piece || piece.done) return;
      const whole = (held + piece.value).split('\n');
      held = whole.pop() ?? '';
      for (const line of whole) hear(JSON.parse(line) as T);
    }
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
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open('POST', this.url(path));
      for (const [name, value] of Object.entries(this.#headers(uuid()))) {
        request.setRequestHeader(name, value);
      }
      request.upload.onprogress = event => {
        if (event.lengthComputable) onProgress(event.loaded / event.total);
      };
      request.onerror = () => reject(new Unreachable());
      request.onabort = () => reject(new DOMException('', 'AbortError'));
      request.onload = () => {
        const body = parse(request.responseText);
        if (request.status < 300) resolve(body as T);
        else reject(this.#refusal(request.status, body));
      };
      signal?.addEventListener('abort', () => request.abort(), { once: true });
      const form = new FormData();
      form.append('file', file, file.name);
      request.send(form);
    });
  }

  async #ask<T>(
    method: Method,
    path: string,
    body?: unknown,
    signal?: AbortSignal,
    key?: string,
  ): Promise<T> {
    const headers = this.#headers(key);
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    let response: Response;
    try {
      response = await fetch(this.url(path), {
        method,
        headers,
        body: body === undefined ? undefined : written(body),
        credentials: 'same-origin',
        // What was revoked or removed as the page was left must go all the same.
        keepalive: method === 'DELETE',
        signal,
      });
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') throw error;
      throw new Unreachable();
    }
    const answer = parse(await response.text());
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
