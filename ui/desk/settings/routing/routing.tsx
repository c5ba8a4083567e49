// How customers are given to people: what each can do, each shop's way, times, weights, skills.

import { me } from '../../state/session';
import { Lead } from '../parts/listing';
import { say } from '../texts';
import { Abilities } from './abilities';
import { House } from './house';
import './routing.css';

export function RoutingPage() {
  return (
    <>
      <Lead text={say('routing.text')} />
      <section class="settings-part">
        <h2>{say('routing.people')}</h2>
        <Abilities />
      </section>
      {me.value?.role === 'owner' && <House />}
    </>
  );
}
