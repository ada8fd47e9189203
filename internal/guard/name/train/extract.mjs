// Makes lists/*.txt from packages that carry names and words. Run it only to renew the lists; "go generate" needs none
// of this. lists/NOTICE names the packages, their versions and their licences.
//
//   npm install @faker-js/faker@10.6.0 compromise@14.17.0 an-array-of-spanish-words@2.0.0
//   apt-get download scowl && dpkg -x scowl_*.deb scowl
//   node extract.mjs scowl/usr/share/dict/scowl lists
import fs from 'node:fs';
import { allLocales } from '@faker-js/faker';
import nlp from 'compromise/three';
import { createRequire } from 'node:module';
import { dropped } from './dropped.mjs';

const [scowl, out] = process.argv.slice(2);
const fold = w => w.normalize('NFC').toLowerCase();
const latin = w => /^[\p{Script=Latin}][\p{Script=Latin}'’-]*$/u.test(w) && w.length > 1;
const write = (file, head, lines) => fs.writeFileSync(`${out}/${file}`, `# ${head}\n${lines.join('\n')}\n`);

// A line for each locale: its code, then the names.
const flat = x => !x ? [] : Array.isArray(x) ? x : Object.values(x).filter(Boolean).flatMap(flat);
const names = key => Object.entries(allLocales)
  .map(([code, l]) => [code, [...new Set(flat(l.person?.[key]).flatMap(n => String(n).split(/\s+/)).map(fold).filter(latin))].sort()])
  .filter(([, list]) => list.length > 0).sort().map(([code, list]) => `${code} ${list.join(' ')}`);
const single = list => [...new Set(list.map(fold).filter(latin))].sort().join(' ');
const words = Object.entries(nlp.model().one.lexicon);
const tagged = (...tags) => words.filter(([, t]) => [t].flat().some(x => tags.includes(x))).map(([w]) => w);
write('given.txt', 'Given names by locale, from @faker-js/faker; en_compromise from compromise.',
  [...names('first_name'), `en_compromise ${single(tagged('FemaleName', 'MaleName', 'FirstName'))}`]);
write('surnames.txt', 'Family names by locale, from @faker-js/faker; en_compromise from compromise.',
  [...names('last_name'), `en_compromise ${single(tagged('LastName'))}`]);

// Ordinary words in three bands from SCOWL: in every text, usual, known to most readers.
const band = sizes => [...new Set(sizes.flatMap(n => ['english', 'american', 'british'].flatMap(v => {
  const f = `${scowl}/${v}-words.${n}`;
  return fs.existsSync(f) ? fs.readFileSync(f, 'latin1').split('\n') : [];
})).filter(w => /^[a-z]{2,}$/.test(w) && !dropped(w)))].sort();
const seen = new Set();
const bands = [[10, 20], [35, 40], [50, 55, 60, 70]].map(band).map(list => list.filter(w => !seen.has(w) && seen.add(w)));
write('words.txt', 'Ordinary English words from SCOWL, three bands, the commonest first.', bands.map((l, i) => `${3 - i} ${l.join(' ')}`));

// Words that have a capital in every text: places, peoples, makes. Those that are names too are told apart later.
const proper = [10, 35, 40, 50, 60].flatMap(n => fs.readFileSync(`${scowl}/english-upper.${n}`, 'latin1').split('\n'))
  .filter(w => /^[A-Z][a-z]{2,}$/.test(w) && !dropped(w));

// Names of other things, one a line: what a name must be told from.
const en = allLocales.en;
const lists = {
  city: [...new Set([...en.location.city_name, ...tagged('City')])],
  country: [...new Set([...en.location.country, ...tagged('Country', 'Demonym', 'Region')])],
  street: en.location.street_name,
  org: [...new Set([...tagged('Organization', 'SportsTeam', 'School'), ...en.book.publisher, ...en.airline.airline.map(a => a.name), ...en.vehicle.manufacturer])],
  work: [...new Set([...en.book.title, ...en.music.album, ...en.music.song_name])],
  proper, genre: en.music.genre, dish: en.food.dish, animal: en.animal.dog,
};
write('others.txt', 'Places, organisations, works and other things, from @faker-js/faker and compromise: kind, tab, name.',
  Object.entries(lists).flatMap(([kind, l]) => l.filter(w => typeof w === 'string' && w.length < 40 && /^[ -~]+$/.test(w) && !w.split(/[^A-Za-z']+/).some(dropped)).sort().map(w => `${kind}\t${w}`)));

// One Spanish word in fifty: how such words end, for telling them from names.
const spanish = createRequire(import.meta.url)('an-array-of-spanish-words').filter(w => w.length > 3).filter((_, i) => i % 50 === 0)
  .filter(w => !/^(cabron|ching|puta|puto|mierd|maric|jod[ei])/.test(w));
write('spanish.txt', 'Some Spanish words, from an-array-of-spanish-words.', [spanish.join(' ')]);
