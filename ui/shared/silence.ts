// How long a line may be silent: a browser would wait for minutes on one that has died.

/** The server could not be reached, or (`late`) did not answer: then it may have done it. */
export class Unreachable extends Error {
  readonly late: boolean;

  constructor(late = false) {
    super();
    this.late = late;
  }
}

/** Milliseconds. What comes or goes slowly is not cut as long as it moves. */
export const SILENCE_AT_MOST = 45_000;
/** Time goes by in beats of this page: while a computer sleeps, no line is silent. */
const BEAT = 1000;

export interface Line {
  /** A word was heard: from here on it may be silent for as long again. */
  heard: () => void;
  /** What `act` gives; throws `Unreachable` where the line breaks or dies in silence. */
  until: <T>(act: (signal: AbortSignal) => Promise<T>) => Promise<T>;
}

/** Listen to a line until it has been silent for `most` milliseconds, or `wish` gives it up. */
export function listen(wish?: AbortSignal, most = SILENCE_AT_MOST): Line {
  const given = new AbortController();
  let late = false;
  let left = most;
  let beats: ReturnType<typeof setInterval> | undefined;
  const heard = () => {
    left = most;
  };
  const beat = () => {
    left -= BEAT;
    if (left > 0) return;
    late = true;
    given.abort();
  };
  const giveUp = () => given.abort();
  return {
    heard,
    async until(act) {
      wish?.addEventListener('abort', giveUp, { once: true });
      if (wish?.aborted) giveUp();
      beats = setInterval(beat, BEAT);
      try {
        return await act(given.signal);
      } catch (error) {
        if (wish?.aborted) throw new DOMException('', 'AbortError');
        throw failed(error) ? new Unreachable(late) : error;
      } finally {
        clearInterval(beats);
        wish?.removeEventListener('abort', giveUp);
      }
    },
  };
}

/** What browsers throw where a line breaks, or is given up. */
const failed = (error: unknown): boolean =>
  error instanceof TypeError || error instanceof DOMException || error instanceof Unreachable;

/** What an answer holds, piece by piece as it comes: whatever comes is a word. */
export async function* piecesOf(
  response: Response,
  line: Line,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const reader = response.body?.getReader();
  for (;;) {
    const piece = await reader?.read();
    if (!piece || piece.done) return;
    line.heard();
    yield piece.value;
  }
}

/** The same as text. */
export async function wordsOf(response: Response, line: Line): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const piece of piecesOf(response, line))
    text += decoder.decode(piece, { stream: true });
  return text + decoder.decode();
}
