// What the server says, as docs/protocol.md writes it: entities, frames, problems.

export type * from '../mail';
export type * from '../serving';
export type * from './answers';
export type * from './basics';
export type * from './clocks';
export type * from './conversations';
export type * from './customers';
export type * from './documents';
export type * from './exports';
export type * from './feed';
export type * from './messages';
export type * from './people';
export type * from './promises';
export type * from './shops';
