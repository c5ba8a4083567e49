// The JSX runtime in one line: Preact's own also cares for forms of JSX that are not written here.

import { h } from 'preact';

export { Fragment } from 'preact';

export const jsx = (type: string, props: object, key?: string): unknown =>
  h(type, key === undefined ? props : { ...props, key });

export const jsxs = jsx;
