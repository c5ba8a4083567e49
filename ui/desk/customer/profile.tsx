// The customer's profile: each line is changed where it stands; Enter keeps it, Esc leaves it.

import '@shared/components/field.css';
import { useFocusOnArrival } from '@shared/components/focus';
import { AlertIcon, EditIcon, PhoneIcon, PlusIcon } from '@shared/components/icons';
import type { Conversation, Customer } from '@shared/contracts';
import { Refusal } from '@shared/http';
import { useEffect, useRef, useState } from 'preact/hooks';
import { type Profile as Change, complain, editCustomer } from '../state/actions';
import { zone } from '../state/session';
import { type TextKey, t, times } from '../state/texts';
import { Locale } from './customer';

interface Line {
  field: 'name' | 'email' | 'phone' | 'tier';
  label: TextKey;
}

const LINES: Line[] = [
  { field: 'name', label: 'customer.name' },
  { field: 'email', label: 'customer.email' },
  { field: 'phone', label: 'customer.phone' },
  { field: 'tier', label: 'customer.tier' },
];

const INPUT_MODES = { name: 'text', email: 'email', phone: 'tel', tier: 'text' } as const;

export function Profile({
  customer,
  conversation,
}: {
  customer: Customer;
  conversation: Conversation;
}) {
  return (
    <section class="customer-part" aria-label={t('customer.profile')}>
      <dl class="facts">
        {LINES.map(line => (
          <Editable key={line.field} customer={customer} line={line} />
        ))}
        <Locale customer={customer} spoken={conversation.language} />
        {customer.external_id && (
          <div class="fact">
            <dt>{t('customer.externalId')}</dt>
            <dd>{customer.external_id}</dd>
          </div>
        )}
        <div class="fact">
          <dt>{t('customer.since')}</dt>
          <dd>{times(zone()).full(customer.created_at)}</dd>
        </div>
      </dl>
    </section>
  );
}

function Editable({ customer, line: { field, label } }: { customer: Customer; line: Line }) {
  const [text, setText] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const value = customer[field] ?? '';
  const editing = text !== null;
  // The field that goes loses the focus as well: what was left, or is being kept, is not kept again.
  const settled = useRef<string | null>(null);

  const opener = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (editing) input.current?.select();
    // The field that has gone had the focus, unless it has been taken elsewhere.
    else if (settled.current !== null && document.activeElement === document.body)
      opener.current?.focus();
  }, [editing]);

  const leave = () => {
    settled.current = text;
    setText(null);
    setProblem(null);
  };
  const keep = async () => {
    if (text === null || text === settled.current) return;
    const wanted = text.trim();
    if (wanted === value) return leave();
    settled.current = text;
    try {
      await editCustomer(customer.id, { [field]: wanted || null } as Change);
      setText(held => (held === text ? null : held)); // one may have written on meanwhile
      setProblem(null);
    } catch (error) {
      settled.current = null;
      if (error instanceof Refusal && error.status < 500) setProblem(error.message);
      else complain(error);
    }
  };

  return (
    <div class="fact">
      <dt>{t(label)}</dt>
      <dd>
        {field === 'email' && customer.email_dead_at && value && !editing && (
          <p class="fact-warning" role="note">
            <AlertIcon size={13} />
            {t('customer.deadAddress', { when: times(zone()).full(customer.email_dead_at) })}
          </p>
        )}
        {editing ? (
          <>
            <input
              ref={input}
              class="input"
              type="text"
              inputMode={INPUT_MODES[field]}
              value={text}
              aria-label={t(label)}
              aria-invalid={problem ? 'true' : undefined}
              onInput={event => setText(event.currentTarget.value)}
              onBlur={() => void keep()}
              onKeyDown={event => {
                event.stopPropagation();
                if (event.isComposing) return;
                if (event.key === 'Enter') void keep();
                if (event.key === 'Escape') leave();
              }}
            />
            {problem && (
              <small class="field-error" role="alert">
                {problem}
              </small>
            )}
          </>
        ) : (
          <>
            <button
              ref={opener}
              type="button"
              class="fact-edit"
              onClick={() => {
                settled.current = null;
                setText(value);
              }}
            >
              <span class="visually-hidden">{t('customer.edit', { what: t(label) })}</span>
              <bdi class={value ? '' : 'is-missing'}>{value || t('customer.add')}</bdi>
              <EditIcon size={12} />
            </button>
            {field === 'phone' && value && (
              <a
                class="fact-call"
                href={`tel:${value.replace(/[^\d+]/g, '')}`}
                aria-label={t('customer.call', { number: value })}
              >
                <PhoneIcon size={12} />
              </a>
            )}
          </>
        )}
      </dd>
    </div>
  );
}

/** What colleagues should know of the customer; kept when the field is left. */
export function CustomerNote({ customer }: { customer: Customer }) {
  const [text, setText] = useState<string | null>(null);
  const keep = async () => {
    if (text === null) return;
    try {
      if (text.trim() !== customer.note) await editCustomer(customer.id, { note: text.trim() });
      setText(held => (held === text ? null : held)); // one may have written on meanwhile
    } catch (error) {
      complain(error); // what was written stays in the field
    }
  };
  return (
    <section class="customer-part">
      <h3 id="customer-note">{t('customer.note')}</h3>
      <textarea
        class="input customer-note"
        rows={2}
        aria-labelledby="customer-note"
        placeholder={t('customer.note.placeholder')}
        value={text ?? customer.note}
        onInput={event => setText(event.currentTarget.value)}
        onBlur={() => void keep()}
        onKeyDown={event => {
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
      />
    </section>
  );
}

export function CustomerTags({ customer }: { customer: Customer }) {
  const [text, setText] = useState<string | null>(null);
  const put = (change: (tags: string[]) => string[]) =>
    editCustomer(customer.id, ({ tags }) => ({ tags: change(tags) })).catch(complain);
  // The field that goes loses the focus as well: what it held is added once, or not at all.
  const left = useRef(false);
  const leave = () => {
    left.current = true;
    setText(null);
  };
  const add = () => {
    if (left.current) return;
    leave();
    const tag = text?.trim();
    if (tag) void put(tags => [...tags.filter(each => each !== tag), tag]);
  };
  return (
    <section class="customer-part">
      <h3>{t('customer.tags')}</h3>
      <div class="customer-tags">
        {customer.tags.map(tag => (
          <button
            key={tag}
            type="button"
            class="customer-tag"
            aria-label={t('customer.tag.remove', { tag })}
            onClick={() => void put(tags => tags.filter(each => each !== tag))}
          >
            <bdi>{tag}</bdi>
            <span aria-hidden="true">×</span>
          </button>
        ))}
        {text === null ? (
          <button
            type="button"
            class="customer-tag is-new"
            aria-label={t('customer.tag.add')}
            onClick={() => {
              left.current = false;
              setText('');
            }}
          >
            <PlusIcon size={12} />
          </button>
        ) : (
          <TagField value={text} onInput={setText} onKeep={add} onLeave={leave} />
        )}
      </div>
    </section>
  );
}

interface TagFieldProps {
  value: string;
  onInput: (text: string) => void;
  onKeep: () => void;
  onLeave: () => void;
}

function TagField({ value, onInput, onKeep, onLeave }: TagFieldProps) {
  const input = useFocusOnArrival<HTMLInputElement>();
  return (
    <input
      ref={input}
      class="input customer-tag-input"
      value={value}
      maxLength={40}
      aria-label={t('customer.tag.add')}
      onInput={event => onInput(event.currentTarget.value)}
      onBlur={onKeep}
      onKeyDown={event => {
        event.stopPropagation();
        if (event.isComposing) return;
        if (event.key === 'Enter') onKeep();
        if (event.key === 'Escape') onLeave();
      }}
    />
  );
}
