// The head of a page within a page: the way back to the list, and what this one is called.

import { BackIcon } from '@shared/components/icons';
import type { ComponentChildren } from 'preact';
import { pathTo } from '../../state/router';
import './crumb.css';

interface CrumbProps {
  /** The list's page among the settings, and its name. */
  page: string;
  list: string;
  /** The name of the one that is open, with its marks. */
  children: ComponentChildren;
}

export function Crumb({ page, list, children }: CrumbProps) {
  return (
    <>
      <a class="crumb" href={pathTo.settings(page)}>
        <BackIcon size={14} />
        {list}
      </a>
      <h2 class="crumb-name">{children}</h2>
    </>
  );
}
