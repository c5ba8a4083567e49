// Teams: groups that a conversation can be handed to. Made, renamed, filled, dissolved.

import { Button } from '@shared/components/button';
import { Dialog } from '@shared/components/dialog';
import { Field } from '@shared/components/field';
import { PeopleIcon, PlusIcon } from '@shared/components/icons';
import { toast } from '@shared/components/toasts';
import type { Id, Person, Team } from '@shared/contracts';
import { useState } from 'preact/hooks';
import { http } from '../../state/session';
import { people, teams } from '../../state/store';
import { inARow, locale, t } from '../../state/texts';
import { takePerson } from '../account/account';
import { DialogFoot } from '../parts/dialog_foot';
import { useForm } from '../parts/form';
import { isLeaving, leave } from '../parts/leaving';
import { Empty, Lead } from '../parts/listing';
import { Ticks } from '../parts/reach';
import { say } from '../texts';

const members = (id: Id): Person[] =>
  people.values().filter(person => person.team_ids.includes(id) && !person.disabled_at);

export function TeamsPage() {
  const [open, setOpen] = useState<Team | 'new' | null>(null);
  const shown = teams
    .values()
    .filter(team => !isLeaving(`team ${team.id}`))
    .sort((one, other) => one.name.localeCompare(other.name, locale.value));
  const add = (
    <Button tone="primary" icon={PlusIcon} onClick={() => setOpen('new')}>
      {say('teams.add')}
    </Button>
  );
  return (
    <>
      <Lead text={say('teams.text')}>{shown.length > 0 && add}</Lead>
      {shown.length ? (
        <ul class="entries" aria-label={say('teams')}>
          {shown.map(team => (
            <li class="entry" key={team.id}>
              <PeopleIcon size={20} />
              <div class="entry-words">
                <span class="entry-title">
                  <button type="button" class="link-button" onClick={() => setOpen(team)}>
                    {team.name}
                  </button>
                </span>
                <span class="entry-detail">
                  {inARow(members(team.id).map(person => person.name)) || say('teams.empty')}
                </span>
              </div>
            </li>
          ))}
        </ul>
      ) : (
        <Empty title={say('teams.none')} text={say('teams.none.text')}>
          {add}
        </Empty>
      )}
      {open && (
        <TeamDialog
          key={open === 'new' ? 0 : open.id}
          team={open === 'new' ? null : open}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}

function TeamDialog({ team, onClose }: { team: Team | null; onClose: () => void }) {
  const before = team ? members(team.id).map(person => person.id) : [];
  const form = useForm({ name: team?.name ?? '', people: before });
  const save = form.submit(async values => {
    let saved = team;
    if (!saved) saved = await http.post<Team>('/teams', { name: values.name });
    else if (saved.name !== values.name) {
      saved = await http.patch<Team>(`/teams/${saved.id}`, { name: values.name });
    }
    teams.upsert(saved);
    await setMembers(saved.id, before, values.people);
    toast(say(team ? 'saved' : 'teams.made', { name: saved.name }));
    onClose();
  });
  const dissolve = () => {
    if (!team) return;
    onClose();
    leave(`team ${team.id}`, say('teams.dissolved', { name: team.name }), () =>
      http.delete(`/teams/${team.id}`),
    );
  };
  const staff = people
    .values()
    .filter(person => !person.disabled_at)
    .sort((one, other) => one.name.localeCompare(other.name, locale.value));
  return (
    <Dialog title={team?.name ?? say('teams.add')} closeLabel={t('close')} onClose={onClose}>
      <form onSubmit={save}>
        <Field
          label={say('teams.name')}
          required
          autoFocus={!team}
          maxLength={80}
          value={form.values.name}
          error={form.error('name')}
          onInput={event => form.set({ name: event.currentTarget.value })}
        />
        <fieldset class="choices">
          <legend>{say('teams.members')}</legend>
          <Ticks
            offered={staff}
            chosen={form.values.people}
            none=""
            onChange={chosen => form.set({ people: chosen })}
          />
        </fieldset>
        <DialogFoot
          form={form}
          action={say('save')}
          disabled={!form.dirty}
          remove={team && { label: say('teams.dissolve'), run: dissolve }}
          onClose={onClose}
        />
      </form>
    </Dialog>
  );
}

/** Who is in a team is the person's own affair: those who come and go are changed one by one. */
async function setMembers(id: Id, before: readonly Id[], after: readonly Id[]): Promise<void> {
  const moved = [
    ...after.filter(each => !before.includes(each)),
    ...before.filter(each => !after.includes(each)),
  ];
  for (const personId of moved) {
    const person = people.peek(personId);
    if (!person) continue;
    const team_ids = after.includes(personId)
      ? [...person.team_ids, id]
      : person.team_ids.filter(each => each !== id);
    takePerson(await http.patch<Person>(`/people/${personId}`, { team_ids }));
  }
}
