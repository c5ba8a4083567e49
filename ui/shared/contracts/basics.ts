// What everything the server says is made of.

export type Id = number;
/** ISO 8601, UTC, microseconds, `Z`. */
export type Time = string;
export type Texts = Record<string, string>;

export interface Entity {
  id: Id;
  version: number;
}
