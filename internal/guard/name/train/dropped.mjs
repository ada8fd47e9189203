// Tells which words the lists leave out because nobody should have to read them here: slurs and obscene words. They
// stand in lists/dropped.txt as hashes, as package lex makes them, so that the table can still know them for no names.
import fs from 'node:fs';

const hash = w => {
  let h = 14695981039346656037n;
  for (const c of w) h = ((h ^ BigInt(c.charCodeAt(0) | 0x20)) * 1099511628211n) & 0xffffffffffffffffn;
  return (h | 1n << 63n).toString(16);
};
const known = new Set(fs.readFileSync(new URL('lists/dropped.txt', import.meta.url), 'utf8').split('\n'));
export const dropped = w => known.has(hash(w)) || known.has(hash(w.replace(/'s$/, '')));
