// Writing to a customer first: the talk that runs goes on, otherwise one begins from our side.

import { IconButton } from '@shared/components/button';
import { SendIcon } from '@shared/components/icons';
import type { Conversation, Customer, Id } from '@shared/contracts';
import { useState } from 'preact/hooks';
import { composerFocus } from '../composer/focus';
import { foldCustomer } from '../shell/layout';
import { complain } from '../state/actions';
import { openId } from '../state/live';
import { go, pathTo } from '../state/router';
import { http } from '../state/session';
import { conversations } from '../state/store';
import { t } from '../state/texts';
import { attention } from '../state/turns';

/** Open the conversation in which the customer will read us, with the cursor in its composer. */
async function writeTo(customerId: Id): Promise<void> {
  const attends = attention();
  const running = await http.post<Conversation>('/conversations', { customer_id: customerId });
  conversations.upsert(running);
  if (!attends()) return; // they have gone on to something else, and are not taken away from it
  foldCustomer(); // where it lies over the talk
  if (openId.peek() !== running.id) go(pathTo.conversation(running.id));
  // Once the talk is drawn: until then there is no composer, or another customer's.
  requestAnimationFrame(() => requestAnimationFrame(() => composerFocus('text')));
}

export function WriteButton({ customer, class: name }: { customer: Customer; class?: string }) {
  const [busy, setBusy] = useState(false);
  if (customer.blocked_at) return null;
  const write = () => {
    setBusy(true);
    void writeTo(customer.id)
      .catch(complain)
      .finally(() => setBusy(false));
  };
  return (
    <IconButton
      class={name}
      icon={SendIcon}
      label={t('customer.write', { name: customer.name })}
      disabled={busy}
      onClick={write}
    />
  );
}
