// Bars over a course of time with a line to compare with, small enough to be read at a glance; the
// same stands in a table for those who listen.

import './chart.css';

export interface Point {
  label: string;
  value: number | null;
  /** What it is compared with, drawn as a line. */
  before?: number | null;
}

const WIDTH = 1000;
const HEIGHT = 160;
const GAP = 0.22;

export function Chart({
  points,
  text,
  names,
  every = 1,
  caption,
}: {
  points: readonly Point[];
  text: (value: number | null) => string;
  /** What the bars and the line are called; the table says so too. */
  names: { label: string; value: string; before?: string };
  /** A label stands under every so-manieth bar. */
  every?: number;
  caption: string;
}) {
  const values = points.flatMap(({ value, before }) => [value ?? 0, before ?? 0]);
  const top = Math.max(...values, 0) || 1;
  const step = WIDTH / Math.max(points.length, 1);
  const y = (value: number) => HEIGHT - (value / top) * (HEIGHT - 8);
  const line = points
    .map(({ before }, at) => (before == null ? null : `${(at + 0.5) * step},${y(before)}`))
    .filter(point => point !== null)
    .join(' ');
  return (
    <figure class="chart">
      <div class="chart-plot" aria-hidden="true">
        <span class="chart-top">{text(top)}</span>
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
          <path class="chart-ground" d={`M0 ${HEIGHT - 0.5}H${WIDTH}`} />
          {points.map(({ label, value, before }, at) => (
            <g key={label}>
              <title>
                {`${label}  ${text(value)}${before == null ? '' : ` · ${names.before} ${text(before)}`}`}
              </title>
              <rect class="chart-reach" x={at * step} y="0" width={step} height={HEIGHT} />
              {value !== null && value > 0 && (
                <rect
                  class="chart-bar"
                  x={(at + GAP / 2) * step}
                  y={y(value)}
                  width={step * (1 - GAP)}
                  height={HEIGHT - y(value)}
                />
              )}
            </g>
          ))}
          {line && <polyline class="chart-line" points={line} />}
        </svg>
        <div class="chart-labels">
          {points.map(({ label }, at) => (
            <span key={label}>{at % every === 0 ? label : ''}</span>
          ))}
        </div>
      </div>
      <table class="visually-hidden">
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{names.label}</th>
            <th scope="col">{names.value}</th>
            {names.before && <th scope="col">{names.before}</th>}
          </tr>
        </thead>
        <tbody>
          {points.map(({ label, value, before }) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              <td>{text(value)}</td>
              {names.before && <td>{text(before ?? null)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}
