// What an owner does about a colleague's ways in: a link to a new password, and their sessions.

import { Button } from '@shared/components/button';
import { toast } from '@shared/components/toasts';
import type { Person } from '@shared/contracts';
import { useState } from 'preact/hooks';
import { complain } from '../../state/actions';
import { http } from '../../state/session';
import { type Session, SessionWords } from '../account/sessions';
import { useFetched } from '../parts/fetched';
import { KeyIcon } from '../parts/icons';
import { Listing } from '../parts/listing';
import { Once } from '../parts/once';
import { say, wordsReady } from './texts';

export function LinkButton({ person }: { person: Person }) {
  const [url, setUrl] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const make = async () => {
    setBusy(true);
    try {
      setUrl((await http.post<{ url: string }>(`/people/${person.id}/password-link`)).url);
    } catch (error) {
      complain(error);
    }
    setBusy(false);
  };
  if (!wordsReady()) return null;
  return (
    <>
      <Button icon={KeyIcon} busy={busy} onClick={() => void make()}>
        {say('link')}
      </Button>
      {url && (
        <Once
          title={say('link.made')}
          text={say('link.made.text', { name: person.name })}
          label={say('link')}
          secret={url}
          onDone={() => setUrl(null)}
        />
      )}
    </>
  );
}

export function SessionsOf({ person }: { person: Person }) {
  const path = `/people/${person.id}/sessions`;
  const fetched = useFetched<Session[]>(path);
  const [busy, setBusy] = useState(false);
  const endAll = async () => {
    setBusy(true);
    try {
      await http.delete(path);
      fetched.set(() => []);
      toast(say('sessions.ended', { name: person.name }));
    } catch (error) {
      complain(error);
    }
    setBusy(false);
  };
  if (!wordsReady()) return null;
  return (
    <fieldset class="choices">
      <legend>{say('sessions')}</legend>
      <Listing fetched={fetched} empty={say('sessions.none')} label={say('sessions')}>
        {each => (
          <li class="entry" key={each.id}>
            <SessionWords session={each} />
          </li>
        )}
      </Listing>
      {Boolean(fetched.value?.length) && (
        <div class="form-buttons">
          <Button busy={busy} onClick={() => void endAll()}>
            {say('sessions.end')}
          </Button>
        </div>
      )}
    </fieldset>
  );
}
