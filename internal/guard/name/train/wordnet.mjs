// Makes lists/wordnet.txt, people and places that are known to all, and lists/usage.txt, examples of everyday English,
// from WordNet. Run it only to renew them; "go generate" needs none of this. lists/NOTICE has the version and licence.
//
//   apt-get download wordnet-base && dpkg -x wordnet-base_*.deb wordnet
//   node wordnet.mjs wordnet/usr/share/wordnet lists
import fs from 'node:fs';
import { dropped } from './dropped.mjs';

const [from, out] = process.argv.slice(2);
const read = f => fs.readFileSync(`${out}/${f}`, 'utf8').split('\n').filter(l => !l.startsWith('#'));
const entries = part => fs.readFileSync(`${from}/data.${part}`, 'latin1').split('\n').filter(l => /^\d/.test(l)).map(l => {
  const [head, ...gloss] = l.split(' | ');
  const f = head.split(' '), n = parseInt(f[3], 16);
  return { kind: f[1], words: f.slice(4, 4 + 2 * n).filter((_, i) => i % 2 === 0).map(w => w.replaceAll('_', ' ')), one: f.includes('@i'), gloss: gloss.join(' | ') };
});
const clean = s => !s.split(/[^A-Za-z']+/).some(w => dropped(w.toLowerCase()));
const sorted = list => [...new Set(list)].filter(clean).sort();

// A person has a name of one word, the last of a longer one: Einstein, Albert Einstein.
const given = [], family = [], place = [], group = [];
for (const e of entries('noun').filter(e => e.one)) {
  const plain = e.words.filter(w => /^[A-Z]/.test(w) && /^[A-Za-z' -]+$/.test(w) && w.length > 2);
  if (e.kind === '18') {
    for (const w of plain.filter(w => w.includes(' '))) {
      const parts = w.split(' '), last = parts.at(-1);
      if (!plain.includes(last) || /^(Sir|Saint|St|King|Queen|Lord|Lady|Count|Emperor|Pope|The|Prince|Princess|Baron|Duke)$/.test(parts[0])) continue;
      family.push(last.toLowerCase());
      if (parts[0].length > 2) given.push(parts[0].toLowerCase());
    }
  }
  if (e.kind === '15' || e.kind === '17') place.push(...plain);
  if (e.kind === '14' || e.kind === '06') group.push(...plain);
}
fs.writeFileSync(`${out}/wordnet.txt`, ['# People, places and groups from WordNet: what, tab, names.',
  `given\t${sorted(given).join(' ')}`, `family\t${sorted(family).join(' ')}`,
  ...sorted(place).map(w => `place\t${w}`), ...sorted(group).map(w => `group\t${w}`)].join('\n') + '\n');

// Examples that name nobody.
const listed = new Set([...['given.txt', 'surnames.txt'].flatMap(read).flatMap(l => l.split(' ').slice(1)), ...given, ...family]);
const anonymous = s => s.split(/[^A-Za-z']+/).every(w => !/^[A-Z]/.test(w) || w === 'I' || !listed.has(w.toLowerCase().replace(/'s$/, '')));
const examples = ['noun', 'verb', 'adj', 'adv'].flatMap(entries).flatMap(e => [...e.gloss.matchAll(/"([^"]+)"/g)].map(m => m[1].trim()))
  .filter(s => s.split(' ').length >= 4 && s.length < 120 && /^[A-Za-z][A-Za-z ,.;:!?'-]+$/.test(s) && clean(s) && anonymous(s));
fs.writeFileSync(`${out}/usage.txt`, `# Examples of everyday English from WordNet that name nobody.\n${sorted(examples).join('\n')}\n`);
