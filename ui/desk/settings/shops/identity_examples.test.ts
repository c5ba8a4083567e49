import { spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { EXAMPLES } from './identity_examples';

const SECRET = 'a-secret_Of-the-shop';
const CALLS: Record<string, { program: string; args: (code: string) => string[]; call: string }> = {
  node: {
    program: process.execPath,
    args: code => ['--input-type=module', '--eval', code],
    call: `console.log(identity('${SECRET}', { id: 'k-7', name: '김하은', email: 'h@x.example' }));`,
  },
  python: {
    program: 'python3',
    args: code => ['-c', code],
    call: `print(identity("${SECRET}", {"id": "k-7", "name": "김하은", "email": "h@x.example"}))`,
  },
  php: {
    program: 'php',
    args: code => ['-r', code.replace('<?php', '')],
    call: `echo identity('${SECRET}', ['id' => 'k-7', 'name' => '김하은', 'email' => 'h@x.example']);`,
  },
};
const there = (program: string) => spawnSync(program, ['--version']).status === 0;

describe.each(EXAMPLES)('$label', ({ id, code }) => {
  const run = CALLS[id];
  test.skipIf(!run || !there(run.program))('signs what the desk believes', () => {
    if (!run) return;
    const { stdout, stderr } = spawnSync(run.program, run.args(`${code}\n${run.call}`), {
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    const [body = '', signature = '', ...more] = stdout.trim().split('.');
    expect(more).toEqual([]);
    expect(signature).toBe(createHmac('sha256', SECRET).update(body).digest('base64url'));
    const claim = JSON.parse(Buffer.from(body, 'base64url').toString());
    expect(claim).toMatchObject({ external_id: 'k-7', name: '김하은', email: 'h@x.example' });
    expect(claim.exp * 1000).toBeGreaterThan(Date.now());
    expect(`${body}${signature}`).not.toMatch(/[=+/]/);
  });
});
