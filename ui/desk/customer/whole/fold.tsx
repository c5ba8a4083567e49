// A part of the profile that folds; which are open is remembered for every customer.

import { IconButton } from '@shared/components/button';
import { NextIcon, PlusIcon } from '@shared/components/icons';
import { recall, remember } from '@shared/storage';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

interface FoldProps {
  name: string;
  title: string;
  count?: number;
  /** Open until somebody folds it. */
  open?: boolean;
  /** Opened by what somebody pressed elsewhere. */
  unfold?: boolean;
  add?: { label: string; run: () => void };
  onOpen?: () => void;
  children: ComponentChildren;
}

export function Fold({
  name,
  title,
  count,
  open = false,
  unfold,
  add,
  onOpen,
  children,
}: FoldProps) {
  const key = `madoguchi.profile.${name}`;
  const [shown, setShown] = useState(() => recall(key, open));
  return (
    <section class="customer-part fold">
      <details
        open={shown || unfold}
        onToggle={event => {
          const now = event.currentTarget.open;
          if (now) onOpen?.();
          if (now === shown) return;
          setShown(now);
          remember(key, now);
        }}
      >
        <summary>
          <NextIcon size={12} />
          <h3>{title}</h3>
          {count !== undefined && count > 0 && <span class="fold-count">{count}</span>}
        </summary>
        <div class="fold-inner">{children}</div>
      </details>
      {add && (
        <IconButton
          class="fold-add"
          icon={PlusIcon}
          label={add.label}
          onClick={() => {
            setShown(true);
            add.run();
          }}
        />
      )}
    </section>
  );
}
