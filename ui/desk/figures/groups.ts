// Which figures stand together, and which of each group is looked at first.

import type { FiguresKey } from './texts';

export const GROUPS: readonly (readonly [FiguresKey, readonly string[]])[] = [
  [
    'group.customers',
    ['customers_received', 'customers_offered', 'lost', 'abandonment', 'answer_question_ratio'],
  ],
  [
    'group.first',
    [
      'first_response_within',
      'first_response_median',
      'first_response_p90',
      'first_response_working_median',
      'first_response_working_within',
      'service_level',
    ],
  ],
  [
    'group.rounds',
    [
      'three_minute_rate',
      'response_median',
      'response_p90',
      'response_working_median',
      'response_within',
      'rounds',
      'acknowledged',
    ],
  ],
  [
    'group.service',
    ['satisfaction', 'satisfaction_returned', 'first_contact_resolution', 'net_promoters'],
  ],
  [
    'group.sales',
    [
      'inquiries_ordered',
      'inquiries_paid',
      'inquiries_ordered_finally',
      'inquiries_paid_finally',
      'inquiries',
    ],
  ],
  [
    'group.promises',
    ['promises_kept_share', 'promises_due', 'promises_kept', 'promises_broken', 'breaches'],
  ],
  [
    'group.calls',
    [
      'calls_within_rings',
      'calls_offered',
      'calls_answered',
      'rings_median',
      'rings_p90',
      'ring_answer_median',
      'ring_answer_p90',
      'queue_answer_median',
      'queue_answer_p90',
      'calls_abandoned',
      'call_abandonment',
      'callbacks_due',
      'callbacks_kept_share',
    ],
  ],
  ['group.work', ['concurrency', 'occupancy', 'online_time', 'hang_up_time']],
];

/** The columns of the table of parts, and those for parts that only calls have. */
export const CALL_COLUMNS = [
  'calls_offered',
  'calls_answered',
  'calls_within_rings',
  'rings_median',
  'rings_p90',
  'ring_answer_median',
  'ring_answer_p90',
  'queue_answer_median',
  'queue_answer_p90',
  'calls_abandoned',
  'call_abandonment',
  'callbacks_due',
  'callbacks_kept_share',
] as const;
export const COLUMNS = [
  'customers_offered',
  'customers_received',
  'lost',
  'abandonment',
  'first_response_within',
  'first_response_median',
  'first_response_p90',
  'three_minute_rate',
  'response_median',
  'answer_question_ratio',
  'satisfaction',
  'satisfaction_returned',
  'inquiries',
  'inquiries_ordered',
  'inquiries_paid',
  'inquiries_paid_finally',
  'promises_kept_share',
  'breaches',
  'concurrency',
  'online_time',
  'hang_up_time',
] as const;
