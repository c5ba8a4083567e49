// Who of a partner signs in to the portal: let in by a link, shut out at once.

import { Button } from '@shared/components/button';
import { Dialog } from '@shared/components/dialog';
import { Field } from '@shared/components/field';
import { PersonIcon } from '@shared/components/icons';
import type { Partner, PartnerPerson } from '@shared/partners';
import { useState } from 'preact/hooks';
import { useFetched } from '../../settings/parts/fetched';
import { FormProblem, useForm } from '../../settings/parts/form';
import { Listing } from '../../settings/parts/listing';
import { Once } from '../../settings/parts/once';
import { complain } from '../../state/actions';
import { http } from '../../state/session';
import { t } from '../../state/texts';
import { languageName, say } from '../texts';
import { LanguageField } from './language_field';

interface Invited {
  person: PartnerPerson;
  url: string;
}

export function PeopleDialog({ partner, onClose }: { partner: Partner; onClose: () => void }) {
  const path = `/partners/${partner.id}/people`;
  const fetched = useFetched<PartnerPerson[]>(path);
  const [link, setLink] = useState<string | null>(null);
  const [adding, setAdding] = useState(false);

  const invited = ({ url }: Invited) => {
    setAdding(false);
    setLink(url);
    fetched.reload();
  };
  const again = (person: PartnerPerson) =>
    http.post<Invited>(`/partner-people/${person.id}/link`).then(invited, complain);
  const shut = (person: PartnerPerson) =>
    http
      .patch(`/partner-people/${person.id}`, { disabled: !person.disabled_at })
      .then(fetched.reload, complain);

  return (
    <Dialog
      title={`${partner.name} · ${say('people')}`}
      closeLabel={t('close')}
      onClose={onClose}
      width="wide"
    >
      <Listing fetched={fetched} empty={say('people.none')} label={say('people')}>
        {person => (
          <li class="entry" key={person.id}>
            <PersonIcon size={18} />
            <div class="entry-words">
              <span class="entry-title">{person.name}</span>
              <span class="entry-detail">
                {[
                  person.email,
                  languageName(person.locale),
                  person.disabled_at
                    ? say('people.out')
                    : !person.joined_at && say('people.invited'),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
            </div>
            <div class="entry-acts">
              {!person.disabled_at && (
                <Button tone="quiet" onClick={() => void again(person)}>
                  {say('people.link')}
                </Button>
              )}
              <Button tone="quiet" onClick={() => void shut(person)}>
                {say(person.disabled_at ? 'people.let' : 'people.shut')}
              </Button>
            </div>
          </li>
        )}
      </Listing>
      {adding ? (
        <Invite path={path} locale={partner.locale} onDone={invited} />
      ) : (
        !partner.archived_at && <Button onClick={() => setAdding(true)}>{say('people.add')}</Button>
      )}
      {link && (
        <Once
          title={say('invited.title')}
          text={say('invited.text')}
          label={say('invited.label')}
          secret={link}
          onDone={() => setLink(null)}
        />
      )}
    </Dialog>
  );
}

interface InviteProps {
  path: string;
  /** What the partner reads; somebody of theirs may read another. */
  locale: string;
  onDone: (made: Invited) => void;
}

function Invite({ path, locale, onDone }: InviteProps) {
  const form = useForm({ name: '', email: '', locale });
  const send = form.submit(async values => onDone(await http.post<Invited>(path, values)));
  return (
    <form onSubmit={send}>
      <Field
        label={say('people.name')}
        required
        autoFocus
        maxLength={80}
        value={form.values.name}
        error={form.error('name')}
        onInput={event => form.set({ name: event.currentTarget.value })}
      />
      <Field
        label={say('field.email')}
        type="email"
        required
        value={form.values.email}
        error={form.error('email')}
        onInput={event => form.set({ email: event.currentTarget.value })}
      />
      <LanguageField value={form.values.locale} onChange={chosen => form.set({ locale: chosen })} />
      <FormProblem form={form} />
      <Button tone="primary" type="submit" busy={form.busy} disabled={!form.dirty}>
        {say('people.add')}
      </Button>
    </form>
  );
}
