// The foot of a form that stands on a page: what is not kept yet, and how to keep it or let it go.

import { Button } from '@shared/components/button';
import { useEffect } from 'preact/hooks';
import { say } from '../texts';
import { type Form, FormProblem } from './form';

export function SaveBar<T extends object>({ form }: { form: Form<T> }) {
  // Leaving the page with something unwritten: the browser asks in its own words.
  useEffect(() => {
    if (!form.dirty) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [form.dirty]);

  return (
    <div class={`save-bar${form.dirty ? ' is-dirty' : ''}`}>
      <FormProblem form={form} />
      <p class="save-bar-words" role="status">
        {form.dirty ? say('save.unsaved') : ''}
      </p>
      <Button tone="quiet" disabled={!form.dirty || form.busy} onClick={() => form.reset()}>
        {say('save.discard')}
      </Button>
      <Button tone="primary" type="submit" disabled={!form.dirty} busy={form.busy}>
        {say('save')}
      </Button>
    </div>
  );
}
