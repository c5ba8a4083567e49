// A change that the server can take back: done, said, and undone by putting the former values.

import { toast } from '@shared/components/toasts';
import { complain } from '../../state/actions';
import { http } from '../../state/session';

interface Undoable<T> {
  path: string;
  to: object;
  /** The former values of what `to` changes. */
  back: object;
  text: string;
  /** Take the answer in, forth and back. */
  take: (answer: T) => void;
}

/** PATCH and offer the way back; throws the refusal, for the form that asked to show. */
export async function patch<T>({ path, to, back, text, take }: Undoable<T>): Promise<void> {
  take(await http.patch<T>(path, to));
  toast(text, { undo: () => void http.patch<T>(path, back).then(take, complain) });
}

/** The same where no form waits for the refusal: it is said in a toast. */
export const patchOrComplain = <T>(change: Undoable<T>): Promise<void> =>
  patch(change).catch(complain);
