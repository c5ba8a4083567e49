// What a page needs from the server beside what the desk already holds: asked for when it is drawn.

import { useCallback, useEffect, useState } from 'preact/hooks';
import { reason } from '../../state/reason';
import { http } from '../../state/session';

export interface Fetched<T> {
  /** Null until it is there. */
  value: T | null;
  /** Why it is not there, in words to show. */
  failed: string | null;
  /** How often it has come, or could not be had. */
  answers: number;
  reload: () => void;
  /** Put what a change has answered in its place. */
  set: (change: (value: T) => T) => void;
}

/** The answer to GET `path`; null asks for nothing. */
export function useFetched<T>(path: string | null): Fetched<T> {
  const [held, setHeld] = useState<{ path: string; value: T } | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const [turn, setTurn] = useState(0);
  const [answers, setAnswers] = useState(0);

  useEffect(() => {
    if (path === null) return;
    const abort = new AbortController();
    setFailed(null);
    http.get<T>(path, abort.signal).then(
      value => {
        setHeld({ path, value });
        setAnswers(before => before + 1);
      },
      error => {
        if (abort.signal.aborted) return;
        setFailed(reason(error));
        setAnswers(before => before + 1);
      },
    );
    return () => abort.abort();
  }, [path, turn]);

  const set = useCallback((change: (value: T) => T) => {
    setHeld(held => held && { ...held, value: change(held.value) });
  }, []);
  const value = held?.value ?? null;
  // What is there stays, and with it what is being written in it, when asking again has failed.
  const there = held?.path === path;
  const reload = () => setTurn(before => before + 1);
  return { value, failed: there ? null : failed, answers, reload, set };
}

/**
 * Ask again so many milliseconds after each answer or failure, and when the page comes back into
 * sight: out of sight nothing is asked. Null leaves it as it is.
 */
export function useFollowing(
  { answers, reload }: Pick<Fetched<unknown>, 'answers' | 'reload'>,
  wait: number | null,
): void {
  useEffect(() => {
    if (wait === null) return;
    const look = () => {
      if (!document.hidden) reload();
    };
    const timer = setTimeout(look, wait);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [answers, wait]);
}

/** Milliseconds after the last change before it is tried: whoever still writes is not answered. */
const PATIENCE = 400;

export interface Tried<T> {
  /** What came of it last; null before the first answer. */
  value: T | null;
  failed: string | null;
}

/** What the server makes of something that is being written, asked again as it changes. */
export function useTried<T>(path: string, body: object): Tried<T> {
  const [tried, setTried] = useState<Tried<T>>({ value: null, failed: null });
  const asked = JSON.stringify(body);
  useEffect(() => {
    let gone = false;
    const timer = setTimeout(() => {
      http.post<T>(path, body).then(
        value => gone || setTried({ value, failed: null }),
        error => gone || setTried(held => ({ ...held, failed: reason(error) })),
      );
    }, PATIENCE);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [path, asked]);
  return tried;
}
