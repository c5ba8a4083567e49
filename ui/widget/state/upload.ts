// Sends one file to the desk and tells how far it is. `fetch` cannot tell, so this is XMLHttpRequest.

import type { Attachment, Problem } from '../contract.ts';

/** Upload `file`; `progress` gets 0 to 1. Rejects with the desk's problem, or with null: try again. */
export function upload(
  url: string,
  headers: Readonly<Record<string, string>>,
  file: File,
  progress: (share: number) => void,
  stop: AbortSignal,
): Promise<Attachment> {
  return new Promise((done, failed: (problem: Problem | null) => void) => {
    const request = new XMLHttpRequest();
    request.open('POST', url);
    for (const name in headers) request.setRequestHeader(name, headers[name] as string);
    // It counts from the beginning: what moves has a minute more, what stands is given up.
    const begun = Date.now();
    request.timeout = 6e4;
    request.upload.onprogress = ({ loaded, total }) => {
      request.timeout = Date.now() - begun + 6e4;
      progress(loaded / total);
    };
    // Null where it is not from the desk itself: a proxy's error page.
    request.responseType = 'json';
    request.onload = () => {
      const { status, response } = request;
      if (status < 300) done(response);
      else failed({ title: `HTTP ${status}`, ...response, status });
    };
    request.onerror = request.onabort = request.ontimeout = () => failed(null);
    stop.onabort = () => request.abort();
    const form = new FormData();
    form.append('file', file);
    request.send(form);
  });
}
