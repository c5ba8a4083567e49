// What the figures are called and mean, in the desk's language; asked for once in each.

import { effect, signal } from '@preact/signals';
import { http } from '../state/session';
import { locale } from '../state/texts';
import type { Definition, Unit } from './contracts';

const PATIENCE = 3000;

const known = signal<ReadonlyMap<string, Definition>>(new Map());

const definition = (name: string): Definition | undefined => known.value.get(name);
export const titleOf = (name: string): string => definition(name)?.title ?? '';
export const unitOf = (name: string): Unit => definition(name)?.unit ?? 'count';
export const formulaOf = (name: string): string => definition(name)?.formula ?? '';

async function ask(): Promise<void> {
  try {
    const all = await http.get<Definition[]>('/figures/definitions');
    known.value = new Map(all.map(each => [each.name, each]));
  } catch {
    setTimeout(() => void ask(), PATIENCE); // until then figures stand without their formulas
  }
}

let asked = false;

/** Have them ready from now on. */
export function wantDefinitions(): void {
  if (asked) return;
  asked = true;
  effect(() => {
    locale.value;
    void ask();
  });
}
