// A map of entities that only ever goes forward: what is older than what it holds is dropped.

import { batch, type Signal, signal } from '@preact/signals';
import type { Entity, Id } from '../contracts';

/** Entities of one type by id, each in a signal of its own so that only its readers redraw. */
export class EntityMap<T extends Entity> {
  readonly #cells = new Map<Id, Signal<T | undefined>>();
  readonly #versions = new Map<Id, number>();
  readonly #revision = signal(0);

  /** The entity, or undefined; the reader is redrawn when it changes. */
  get(id: Id | null): T | undefined {
    return id === null ? undefined : this.#cell(id).value;
  }

  peek(id: Id | null): T | undefined {
    return id === null ? undefined : this.#cells.get(id)?.peek();
  }

  /** All entities, unordered; the reader is redrawn when any of them changes. */
  values(): T[] {
    this.#revision.value;
    return this.#present();
  }

  peekValues(): T[] {
    return this.#present();
  }

  /** Take a newer state in; false when what is held is as new or newer. */
  upsert(value: T): boolean {
    return this.#put(value.id, value.version, value);
  }

  upsertAll(values: readonly T[]): void {
    batch(() => {
      for (const value of values) this.upsert(value);
    });
  }

  /** Forget an entity; its version stays as a mark, so that a late older state cannot revive it. */
  remove(id: Id, version: number): boolean {
    return this.#put(id, version, undefined);
  }

  /** Forget an entity and its mark: it is out of sight, and comes back as it is then. */
  forget(id: Id): void {
    if (!this.#versions.delete(id)) return;
    batch(() => {
      this.#cell(id).value = undefined;
      this.#revision.value++;
    });
  }

  /** Forget everything but `keep`, marks included: the start of a fresh snapshot. */
  clear(keep: (value: T) => boolean = () => false): void {
    batch(() => {
      for (const [id, cell] of this.#cells) {
        const value = cell.peek();
        if (value && keep(value)) continue;
        cell.value = undefined;
        this.#versions.delete(id);
      }
      this.#revision.value++;
    });
  }

  #put(id: Id, version: number, value: T | undefined): boolean {
    const held = this.#versions.get(id);
    if (held !== undefined && held >= version) return false;
    batch(() => {
      this.#versions.set(id, version);
      this.#cell(id).value = value;
      this.#revision.value++;
    });
    return true;
  }

  #cell(id: Id): Signal<T | undefined> {
    let cell = this.#cells.get(id);
    if (!cell) {
      cell = signal<T | undefined>(undefined);
      this.#cells.set(id, cell);
    }
    return cell;
  }

  #present(): T[] {
    const present: T[] = [];
    for (const cell of this.#cells.values()) {
      const value = cell.peek();
      if (value) present.push(value);
    }
    return present;
  }
}
