// The paper on which somebody who is not signed in is asked for something, and what is said where the
// link that led there leads nowhere any more.

import type { Icon } from '@shared/components/icons';
import type { ComponentChildren } from 'preact';
import { Curtain } from '../shell/rail';
import { pathTo } from '../state/router';
import { t } from '../state/texts';
import './setup.css';

interface PaperProps {
  /** What stands above the title. */
  step?: string;
  title: string;
  text?: string | null;
  children: ComponentChildren;
}

export function Paper({ step, title, text, children }: PaperProps) {
  return (
    <main class="setup">
      <div class="setup-paper">
        <header>
          <Curtain size={36} />
          {step && <p class="setup-step">{step}</p>}
          <h1>{title}</h1>
          {text && <p>{text}</p>}
        </header>
        {children}
      </div>
    </main>
  );
}

interface LinkGoneProps {
  icon: Icon;
  title: string;
  why: string;
}

export function LinkGone({ icon: Drawn, title, why }: LinkGoneProps) {
  return (
    <main class="blank">
      <Drawn size={28} />
      <h1>{title}</h1>
      <p>{why}</p>
      <a href={pathTo.signIn}>{t('signIn')}</a>
    </main>
  );
}
