// What the need is worked out from, to be changed in place; kept for the shop and channel chosen.

import { Button } from '@shared/components/button';
import { Field, SelectField } from '@shared/components/field';
import { toast } from '@shared/components/toasts';
import { FormProblem, useForm } from '../settings/parts/form';
import { complain } from '../state/actions';
import { http } from '../state/session';
import { shops } from '../state/store';
import { inSentences } from '../state/texts';
import { number, say, when } from './texts';
import { type Assumptions, type Scope, type StaffingWeek, scope } from './week';

interface Fields {
  level: string;
  within: string;
  source: 'history' | 'hand';
  minutes: string;
  shrinkage: string;
  concurrency: string;
  occupancy: string;
  weeks: string;
}

const inPercent = (share: number) => String(Math.round(share * 1000) / 10);
const share = (text: string) => Number((Number(text) / 100).toFixed(4));

const fieldsOf = (assumed: Assumptions, handling: number): Fields => ({
  level: inPercent(assumed.service_level),
  within: String(assumed.within),
  source: assumed.handling === null ? 'history' : 'hand',
  minutes: String(Math.round((assumed.handling ?? handling) / 6) / 10),
  shrinkage: inPercent(assumed.shrinkage),
  concurrency: String(assumed.concurrency),
  occupancy: inPercent(assumed.max_occupancy),
  weeks: String(assumed.weeks),
});

const draftOf = (fields: Fields, { shop_id, channel }: Scope) => ({
  shop_id,
  channel,
  service_level: share(fields.level),
  within: Math.round(Number(fields.within)),
  handling: fields.source === 'hand' ? Math.round(Number(fields.minutes) * 60) : null,
  shrinkage: share(fields.shrinkage),
  concurrency: Math.round(Number(fields.concurrency)),
  max_occupancy: share(fields.occupancy),
  weeks: Math.round(Number(fields.weeks)),
});

/** Whether assumptions are those of this very shop and channel. */
const isOwn = (assumed: Assumptions, { shop_id, channel }: Scope) =>
  assumed.version > 0 && assumed.shop_id === shop_id && assumed.channel === channel;

export function AssumptionsForm({ week, onKept }: { week: StaffingWeek; onKept: () => void }) {
  const assumed = week.assumptions;
  const form = useForm<Fields>(fieldsOf(assumed, week.handling));
  const { values, set } = form;
  const at = scope.value;
  const back = () =>
    isOwn(assumed, at)
      ? http.put('/staffing/assumptions', { ...plain(assumed) })
      : http
          .put<Assumptions>('/staffing/assumptions', draftOf(values, at))
          .then(kept => http.delete(`/staffing/assumptions/${kept.id}`));
  const save = form.submit(async () => {
    await http.put('/staffing/assumptions', draftOf(values, at));
    onKept();
    toast(say('assumed.kept'), { undo: () => void back().then(onKept, complain) });
  });
  const giveUp = () =>
    http.delete(`/staffing/assumptions/${assumed.id}`).then(() => {
      onKept();
      toast(say('assumed.givenUp'), {
        undo: () => void http.put('/staffing/assumptions', plain(assumed)).then(onKept, complain),
      });
    }, complain);
  const field = (key: keyof Fields, name: string, min: number, max: number) => ({
    type: 'number' as const,
    min,
    max,
    value: values[key],
    error: form.error(name),
    required: true,
    onInput: (event: { currentTarget: HTMLInputElement }) =>
      set({ [key]: event.currentTarget.value } as Partial<Fields>),
  });
  return (
    <section class="assumed" aria-labelledby="assumed-title">
      <h2 id="assumed-title">{say('assumed')}</h2>
      <p class="assumed-lead">
        {inSentences(
          whose(assumed, at),
          week.since && week.until
            ? say('assumed.history', {
                count: week.conversations,
                since: when(week.since),
                until: when(week.until),
              })
            : '',
        )}
      </p>
      <form onSubmit={save} noValidate>
        <div class="assumed-fields">
          <Field label={say('assumed.level')} {...field('level', 'service_level', 1, 99.9)} />
          <Field label={say('assumed.within')} {...field('within', 'within', 0, 86_400)} />
          <SelectField
            label={say('assumed.handling')}
            hint={
              values.source === 'history'
                ? say(week.handling_from === 'usual' ? 'assumed.usual' : 'assumed.measured', {
                    minutes: number(week.handling / 60),
                  })
                : undefined
            }
            value={values.source}
            onChange={event => set({ source: event.currentTarget.value as Fields['source'] })}
          >
            <option value="history">{say('assumed.fromHistory')}</option>
            <option value="hand">{say('assumed.byHand')}</option>
          </SelectField>
          {values.source === 'hand' && (
            <Field label={say('assumed.minutes')} {...field('minutes', 'handling', 0.1, 1440)} />
          )}
          <Field
            label={say('assumed.concurrency')}
            {...field('concurrency', 'concurrency', 1, 100)}
          />
          <Field label={say('assumed.shrinkage')} {...field('shrinkage', 'shrinkage', 0, 99)} />
          <Field
            label={say('assumed.occupancy')}
            {...field('occupancy', 'max_occupancy', 10, 100)}
          />
          <Field label={say('assumed.weeks')} {...field('weeks', 'weeks', 1, 26)} />
        </div>
        <FormProblem form={form} />
        <div class="assumed-buttons">
          {isOwn(assumed, at) && (
            <Button tone="quiet" onClick={() => void giveUp()}>
              {say('assumed.giveUp')}
            </Button>
          )}
          <Button tone="primary" type="submit" disabled={!form.dirty} busy={form.busy}>
            {say('save')}
          </Button>
        </div>
      </form>
    </section>
  );
}

function whose(assumed: Assumptions, at: Scope): string {
  if (assumed.version === 0) return say('assumed.notYet');
  return say(isOwn(assumed, at) ? 'assumed.own' : 'assumed.inherited', { scope: scopeName(at) });
}

function plain({ id: _id, version: _version, ...draft }: Assumptions) {
  return draft;
}

function scopeName({ shop_id, channel }: Scope): string {
  const parts = [shops.get(shop_id)?.name, channel && say(`channel.${channel}` as 'channel.email')];
  return parts.filter(Boolean).join(' · ') || say('everything');
}
