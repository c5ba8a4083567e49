// The head of a page that has views: back to the inbox, its name, and how much is in each view.

import { BackIcon } from '@shared/components/icons';
import type { ComponentChildren } from 'preact';
import { view as inboxView, pathTo } from '../state/router';
import { t } from '../state/texts';
import './page.css';

export interface ViewLink {
  name: string;
  href: string;
  text: string;
  current: boolean;
  /** How much is in it, where that is worth telling. */
  count?: number;
}

interface ViewsHeadProps {
  title: string;
  views: ViewLink[];
  /** What stands at the end of the line. */
  children?: ComponentChildren;
}

export function ViewsHead({ title, views, children }: ViewsHeadProps) {
  return (
    <header class="promises-head">
      <a
        class="icon-button promises-back"
        href={pathTo.inbox(inboxView.value)}
        aria-label={t('back')}
      >
        <BackIcon />
      </a>
      <h1>{title}</h1>
      <nav class="promises-views" aria-label={title}>
        {views.map(each => (
          <a key={each.name} href={each.href} aria-current={each.current ? 'page' : undefined}>
            {each.text}
            {each.count !== undefined && <span class="promises-count">{each.count}</span>}
          </a>
        ))}
      </nav>
      {children}
    </header>
  );
}
