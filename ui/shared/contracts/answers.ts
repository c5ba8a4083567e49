// What any request may be answered with: a page of a list, a refusal.

/** An `application/problem+json` body. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  key: string;
  params: Record<string, unknown>;
  field?: string | null;
}

export interface PageOf<T> {
  items: T[];
  next_cursor: string | null;
}
