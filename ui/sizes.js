// Prints what each built screen weighs: every file, gzip, and the first load of the desk.

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const screens = fileURLToPath(new URL('../src/madoguchi/web/screens/', import.meta.url));
const weigh = path => gzipSync(readFileSync(path), { level: 9 }).length;
const kb = bytes => `${(bytes / 1000).toFixed(1).padStart(7)} kB`;

for (const name of readdirSync(screens)) {
  const folder = `${screens}${name}/`;
  const manifest = JSON.parse(readFileSync(`${folder}manifest.json`, 'utf8'));
  const files = new Map();
  for (const file of readdirSync(folder)) {
    if (/\.(js|css|html)$/.test(file)) files.set(file, weigh(folder + file));
  }
  const first = new Set();
  const add = key => {
    const chunk = manifest[key];
    for (const file of [chunk.file, ...(chunk.css ?? [])]) first.add(file);
    for (const next of chunk.imports ?? []) add(next);
  };
  for (const [key, chunk] of Object.entries(manifest)) if (chunk.isEntry) add(key);

  console.log(`\n${name} (gzip)`);
  for (const [file, size] of files)
    console.log(`${kb(size)}  ${first.has(file) ? '*' : ' '} ${file}`);
  const sum = keep => [...files].reduce((all, [file, size]) => (keep(file) ? all + size : all), 0);
  console.log(`${kb(sum(file => first.has(file)))}    first load (*), without a language's texts`);
  console.log(`${kb(sum(() => true))}    everything`);
}
