// Makes lists/prose.txt: sentences of the project's own documents, rule packs and comments that name nobody, as they
// stood when it was run. "node prose.mjs > lists/prose.txt" renews it from this folder; "go generate" does not need it.
import fs from 'node:fs';
import path from 'node:path';

const root = path.resolve('../../../..');
const files = (dir, end) => fs.readdirSync(dir, { withFileTypes: true }).flatMap(e => {
  const p = path.join(dir, e.name);
  return e.isDirectory() ? (e.name === 'train' || e.name.startsWith('.') ? [] : files(p, end)) : p.endsWith(end) ? [p] : [];
});
const listed = new Set(['given.txt', 'surnames.txt'].flatMap(f => fs.readFileSync(`lists/common-${f}`, 'utf8').split('\n')
  .filter(l => !l.startsWith('#')).flatMap(l => l.split(' '))));
const texts = [
  ...files(`${root}/internal/guard/rules/packs`, '.toml').flatMap(f => [...fs.readFileSync(f, 'utf8').matchAll(/"((?:[^"\\])*)"/g)].map(m => m[1])),
  ...[...files(`${root}/docs`, '.md'), `${root}/README.md`].flatMap(f => fs.readFileSync(f, 'utf8').split(/\n+|(?<=[.!?]) /)),
  ...files(`${root}/internal`, '.go').flatMap(f => [...fs.readFileSync(f, 'utf8').matchAll(/(?:^\s*\/\/ .*\n)+/gm)]
    .flatMap(m => m[0].replace(/^\s*\/\/ ?/gm, '').replace(/\n/g, ' ').split(/(?<=[.!?]) /))),
  ...files(`${root}/internal/triage/testdata`, '.txt').flatMap(f => fs.readFileSync(f, 'utf8').split('\n')),
];
const plain = s => s.split(/\s+/).length >= 4 && s.length < 200 && /^[A-Za-z0-9 ,.;:!?'"()%$-]+$/.test(s) && !/[a-z][A-Z]|\w\.\w|\w\(/.test(s);
const anonymous = s => s.split(/[^A-Za-z']+/).every(w => !/^[A-Z]/.test(w) || !listed.has(w.toLowerCase()));
const out = [...new Set(texts.map(s => s.trim()))].filter(s => plain(s) && anonymous(s)).sort();
console.log('# Sentences of the project that name nobody; prose.mjs made them.');
console.log(out.join('\n'));
