// The whole of a period: each group with its leading figure, the others beside it.

import { hasPhone } from '../phone/calls';
import type { Targets, Values } from './contracts';
import { formulaOf, titleOf, unitOf } from './definitions';
import { figureText } from './format';
import { GROUPS } from './groups';
import { targetsText } from './targets';
import { type FiguresKey, say } from './texts';

const UNOPENED = new Set(['concurrency', 'occupancy', 'online_time', 'hang_up_time']);
/** What a group's waits are measured by. */
const OWN_TARGETS: Partial<Record<FiguresKey, (of: Targets) => string>> = {
  'group.first': of =>
    say('targets', { targets: targetsText(of.first_response_s, of.first_response_own) }),
  'group.rounds': of => say('targets', { targets: targetsText(of.response_s, of.response_own) }),
};

export function Totals({
  total,
  targets,
  onOpen,
}: {
  total: Values | null;
  targets: Targets | null;
  onOpen: (name: string) => void;
}) {
  return (
    <div class="totals">
      {GROUPS.filter(([title]) => title !== 'group.calls' || hasPhone.value).map(
        ([title, [lead = '', ...rest]]) => (
          <section key={title} class="total" aria-label={say(title)}>
            <h2>{say(title)}</h2>
            <div class="total-lead">
              <Value name={lead} total={total} onOpen={onOpen} />
              <span title={formulaOf(lead)}>{titleOf(lead)}</span>
            </div>
            {title in OWN_TARGETS && (
              <p class="total-target">{targets && OWN_TARGETS[title]?.(targets)}</p>
            )}
            <dl>
              {rest.map(name => (
                <div key={name}>
                  <dt title={formulaOf(name)}>{titleOf(name)}</dt>
                  <dd>
                    <Value name={name} total={total} onOpen={onOpen} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ),
      )}
    </div>
  );
}

function Value({
  name,
  total,
  onOpen,
}: {
  name: string;
  total: Values | null;
  onOpen: (name: string) => void;
}) {
  const text = figureText(total?.[name], unitOf(name));
  if (total?.[name] == null || UNOPENED.has(name)) return <span class="total-value">{text}</span>;
  return (
    <button type="button" class="total-value" onClick={() => onOpen(name)}>
      {text}
    </button>
  );
}
