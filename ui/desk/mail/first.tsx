// Writing to somebody first by mail: from which shop and mailbox, to whom, about what, and when.

import { Button, IconButton } from '@shared/components/button';
import { Dialog } from '@shared/components/dialog';
import { AreaField, Field, SelectField } from '@shared/components/field';
import { ClockIcon, CloseIcon } from '@shared/components/icons';
import type { Attachment, Id, Message, Time } from '@shared/contracts';
import { uuid } from '@shared/ids';
import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { PickTime } from '../conversation/pick_time';
import { DialogFoot } from '../settings/parts/dialog_foot';
import { useForm } from '../settings/parts/form';
import { go, pathTo } from '../state/router';
import { http, zone } from '../state/session';
import { shops } from '../state/store';
import { t, times } from '../state/texts';
import { readAddresses } from './addresses';
import './compose.css';
import { FirstFiles } from './first_files';
import { say, wordsReady } from './texts';

interface Draft {
  shop_id: Id;
  /** None: the one the shop writes from. */
  mailbox_id: Id | null;
  to: string;
  /** Whether copies are asked for. */
  copies: boolean;
  cc: string;
  bcc: string;
  subject: string;
  body: string;
  files: readonly Attachment[];
  send_at: Time | null;
}

const BLANK = {
  mailbox_id: null,
  to: '',
  copies: false,
  cc: '',
  bcc: '',
  subject: '',
  body: '',
  files: [],
  send_at: null,
};

/** What was begun and left is there again when the dialog is opened anew. */
const NAME = 'first mail';

export function FirstMail({ onClose }: { onClose: () => void }) {
  const open = shops.values().filter(shop => !shop.archived_at);
  const form = useForm<Draft>({ ...BLANK, shop_id: open[0]?.id ?? 0 }, NAME);
  // One mail, however often its button is pressed while the line is bad.
  const [clientId] = useState(uuid);
  const [uploading, setUploading] = useState(false);
  const [picking, setPicking] = useState(false);
  const anchor = useRef<HTMLSpanElement>(null);
  const { values, set, error } = form;
  // Files come one after the other: each is added to those that are there by then.
  const files = useRef(values.files);
  const keepFiles = (kept: readonly Attachment[]) => {
    files.current = kept;
    set({ files: kept });
  };
  const [to, cc, bcc] = [values.to, values.cc, values.bcc].map(readAddresses);
  const wrong = [to, cc, bcc].some(each => each?.wrong.length);
  const whole = to?.addresses.length && !wrong && values.subject.trim() && values.body.trim();
  const boxes = useMailboxes().filter(each => each.shop_id === values.shop_id);
  const send = form.submit(async ({ shop_id, mailbox_id, subject, body, send_at }) => {
    const mail = {
      to: to?.addresses,
      cc: cc?.addresses,
      bcc: bcc?.addresses,
      subject: subject.trim(),
      send_at: send_at ?? undefined,
    };
    const posted = await http.post<{ message: Message; conversation_id: Id }>('/mails', {
      shop_id,
      mailbox_id,
      speech: {
        client_id: clientId,
        kind: 'text',
        body,
        attachment_ids: values.files.map(file => file.id),
        mail,
      },
    });
    form.reset();
    onClose();
    go(pathTo.conversation(posted.conversation_id));
  });
  if (!wordsReady()) return null;
  return (
    <Dialog title={say('first')} closeLabel={t('close')} width="wide" onClose={onClose}>
      <form onSubmit={send}>
        {open.length > 1 && (
          <SelectField
            label={say('first.shop')}
            value={String(values.shop_id)}
            error={error('shop_id')}
            disabled={uploading}
            onChange={event => {
              // A file is one shop's, and so is a mailbox.
              keepFiles([]);
              set({ shop_id: Number(event.currentTarget.value), mailbox_id: null });
            }}
          >
            {open.map(shop => (
              <option key={shop.id} value={shop.id}>
                {shop.name}
              </option>
            ))}
          </SelectField>
        )}
        {boxes.length > 1 && (
          <SelectField
            label={say('first.mailbox')}
            value={String(values.mailbox_id ?? boxes[0]?.id)}
            error={error('mailbox_id')}
            onChange={event => set({ mailbox_id: Number(event.currentTarget.value) })}
          >
            {boxes.map(box => (
              <option key={box.id} value={box.id}>
                {box.addresses[0]}
              </option>
            ))}
          </SelectField>
        )}
        <Addresses
          label={say('to')}
          hint={say('first.to.hint')}
          value={values.to}
          error={error('speech.mail.to')}
          required
          onInput={text => set({ to: text })}
        />
        {values.copies ? (
          <>
            <Addresses
              label={say('cc')}
              value={values.cc}
              error={error('speech.mail.cc')}
              onInput={text => set({ cc: text })}
            />
            <Addresses
              label={say('bcc')}
              hint={say('first.bcc.hint')}
              value={values.bcc}
              error={error('speech.mail.bcc')}
              onInput={text => set({ bcc: text })}
            />
          </>
        ) : (
          <Button tone="quiet" onClick={() => set({ copies: true })}>
            {say('first.copies')}
          </Button>
        )}
        <Field
          label={say('subject')}
          required
          maxLength={500}
          value={values.subject}
          error={error('speech.mail.subject')}
          onInput={event => set({ subject: event.currentTarget.value })}
        />
        <AreaField
          label={say('first.words')}
          hint={say(values.send_at ? 'first.hint.later' : 'first.hint')}
          required
          rows={9}
          value={values.body}
          error={error('speech.body')}
          onInput={event => set({ body: event.currentTarget.value })}
        />
        <FirstFiles
          shop={values.shop_id}
          files={values.files}
          onAdd={file => keepFiles([...files.current, file])}
          onDrop={file => keepFiles(files.current.filter(each => each !== file))}
          onBusy={setUploading}
        />
        <DialogFoot
          form={form}
          action={say(values.send_at ? 'later' : 'first.send')}
          disabled={!whole || uploading}
          onClose={onClose}
        >
          <Later
            at={values.send_at}
            shown={picking}
            anchor={anchor}
            onOpen={() => setPicking(!picking)}
            onDrop={() => set({ send_at: null })}
          />
        </DialogFoot>
      </form>
      {/* Beside the form, for it has one of its own. */}
      {picking && (
        <PickTime
          anchor={anchor.current}
          side="above"
          label={say('later')}
          placeholder={say('later')}
          onClose={() => setPicking(false)}
          onPick={at => {
            setPicking(false);
            set({ send_at: new Date(at).toISOString() });
          }}
        />
      )}
    </Dialog>
  );
}

interface AddressesProps {
  label: string;
  hint?: string;
  value: string;
  error: string | null;
  required?: boolean;
  onInput: (text: string) => void;
}

/** A line of addresses; what is none of them is said once one has left it. */
function Addresses({ label, hint, value, error, required = false, onInput }: AddressesProps) {
  const [left, setLeft] = useState(false);
  const { wrong } = readAddresses(value);
  return (
    <Field
      label={label}
      hint={hint}
      inputMode="email"
      autocomplete="off"
      spellcheck={false}
      required={required}
      autoFocus={required}
      value={value}
      error={left && wrong.length ? say('wrongAddress', { address: wrong.join(', ') }) : error}
      onInput={event => onInput(event.currentTarget.value)}
      onBlur={() => setLeft(true)}
    />
  );
}

interface LaterProps {
  at: Time | null;
  shown: boolean;
  anchor: RefObject<HTMLSpanElement | null>;
  onOpen: () => void;
  onDrop: () => void;
}

/** When it leaves: in ten seconds, or at a time that is chosen. */
function Later({ at, shown, anchor, onOpen, onDrop }: LaterProps) {
  return (
    <span class="mail-later to-start" ref={anchor}>
      {at ? (
        <>
          <ClockIcon size={13} />
          {say('later.set', { when: times(zone()).moment(at) })}
          <IconButton icon={CloseIcon} size={13} label={say('later.drop')} onClick={onDrop} />
        </>
      ) : (
        <Button
          tone="quiet"
          icon={ClockIcon}
          aria-haspopup="dialog"
          aria-expanded={shown}
          onClick={onOpen}
        >
          {say('later')}
        </Button>
      )}
    </span>
  );
}

interface Box {
  id: Id;
  shop_id: Id;
  addresses: string[];
  smtp: object | null;
  active: boolean;
}

/** The mailboxes that send, the oldest first, as the server chooses where nobody does. */
function useMailboxes(): readonly Box[] {
  const [boxes, setBoxes] = useState<readonly Box[]>([]);
  useEffect(() => {
    http
      .get<Box[]>('/mailboxes')
      .then(found => setBoxes(found.filter(each => each.active && each.smtp)))
      .catch(() => {}); // the server takes the shop's own
  }, []);
  return boxes;
}
