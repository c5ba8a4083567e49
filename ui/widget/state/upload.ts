// Sends one file to the desk and tells how far it is. `fetch` cannot tell, so this is XMLHttpRequest.

import type { Attachment, Problem } from '../contract.ts';

/** What an answer other than 2xx says, as a problem in any case. */
function problemOf(status: number, text: string): Problem {
  try {
    const said = JSON.parse(text) as Problem;
    if (said.title) return { ...said, status };
  } catch {
    // Not from the desk itself: a proxy's error page.
  }
  return { title: `HTTP ${status}`, status };
}

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
    request.upload.onprogress = ({ loaded, total }) => progress(loaded / total);
    request.onload = () => {
      const { status, responseText } = request;
      if (status < 300) done(JSON.parse(responseText) as Attachment);
      else failed(problemOf(status, responseText));
    };
    request.onerror = request.onabort = () => failed(null);
    stop.onabort = () => request.abort();
    const form = new FormData();
    form.append('file', file);
    request.send(form);
  });
}
