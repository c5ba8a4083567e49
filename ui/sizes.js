// Prints what each built screen weighs, gzip, and fails where a budget is overrun.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const screens = fileURLToPath(new URL('../src/madoguchi/web/screens/', import.meta.url));
const LOCALE = /^(zh-CN|zh-TW|ja|ko|en|fr|es)-/;
/** Fetched by whoever presses “Call us”, with that part's own texts. */
const CALL = /^Call-/;
const kb = bytes => `${(bytes / 1000).toFixed(2).padStart(7)} kB`;

let overrun = false;

/** One line of the table; `budget` in kB of 1000 bytes. */
function line(bytes, name, budget) {
  const over = budget !== undefined && bytes > budget * 1000;
  overrun ||= over;
  const verdict = budget === undefined ? '' : `  (at most ${budget} kB${over ? ': TOO MUCH' : ''})`;
  console.log(`${kb(bytes)}  ${name}${verdict}`);
}

function weigh(name) {
  const folder = `${screens}${name}/`;
  const manifest = JSON.parse(readFileSync(`${folder}manifest.json`, 'utf8'));
  const files = new Map();
  for (const file of readdirSync(folder)) {
    if (!/\.(js|css|html)$/.test(file)) continue;
    files.set(file, gzipSync(readFileSync(folder + file), { level: 9 }).length);
  }
  const first = new Set();
  const add = key => {
    const chunk = manifest[key];
    for (const file of [chunk.file, ...(chunk.css ?? [])]) first.add(file);
    for (const next of chunk.imports ?? []) add(next);
  };
  for (const [key, chunk] of Object.entries(manifest)) {
    if (chunk.isEntry && !LOCALE.test(chunk.file)) add(key);
  }
  const sum = keep => [...files].reduce((all, [file, size]) => (keep(file) ? all + size : all), 0);
  const texts = Math.max(0, ...[...files].map(([file, size]) => (LOCALE.test(file) ? size : 0)));

  console.log(`\n${name} (gzip; * at first, L a language's texts)`);
  for (const [file, size] of files) {
    line(size, `${first.has(file) ? '*' : LOCALE.test(file) ? 'L' : ' '} ${file}`);
  }
  return {
    files,
    texts,
    first: sum(file => first.has(file)),
    code: sum(file => !LOCALE.test(file)),
  };
}

if (existsSync(`${screens}desk`)) {
  const { texts, first, code } = weigh('desk');
  line(first + texts, 'first load, with the heaviest texts', 130);
  line(code + texts, 'everything one agent can ever load');
}
if (existsSync(`${screens}widget`)) {
  const { files, texts, code } = weigh('widget');
  const call = [...files].find(([file]) => CALL.test(file))?.[1] ?? 0;
  line(files.get('widget.js'), 'before it is opened', 2);
  line(code - call + texts, 'in all, with the heaviest texts', 20);
  line(call, 'more for a call, when it is wanted', 6);
}
process.exitCode = overrun ? 1 : 0;
