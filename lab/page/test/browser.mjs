// Walks a person's path through the lab's page, in the system's Chromium, against ./descent lab.
//
//   npm test                    starts ./descent lab itself
//   npm test -- URL             uses the lab that has printed this URL
//   npm test -- URL NAME...     only these walks
//
// Screenshots go to lab/target/screenshots. CHROMIUM names another browser than /usr/bin/chromium.
import { walks as access } from './access.mjs';
import { walks as digits } from './digits.mjs';
import { browser, stop } from './lab.mjs';
import { walks as lessons } from './lessons.mjs';
import { walks as microscope } from './microscope.mjs';
import { walks as playground } from './playground.mjs';
import { walks as run } from './run.mjs';
import { walks as sweep } from './sweep.mjs';

const wanted = process.argv.slice(2).filter(argument => !argument.startsWith('http:'));
const all = [...playground, ...microscope, ...digits, ...sweep, ...lessons, ...run, ...access];
const walks = all.filter(walk => wanted.length === 0 || wanted.includes(walk.name));
try {
  if (walks.length === 0) throw new Error(`no walk is named so; there are ${all.map(walk => walk.name).join(', ')}`);
  for (const walk of walks) {
    await walk();
    console.log(`ok ${walk.name}`);
  }
} finally {
  await browser.close();
  stop();
}
