// Measures the page in the system's Chromium while it trains: frames a second, time to learn, memory. Leave the machine
// alone meanwhile.
//
//   npm run measure                 a minute for the memory
//   npm run measure -- --minutes 10
import { browser, hide, open, stop, until } from './lab.mjs';

const at = process.argv.indexOf('--minutes');
const minutes = at < 0 ? 1 : Number(process.argv[at + 1]);
const SECONDS = 10;

const say = (name, value, unit) => console.log(JSON.stringify({ name, value: Number(value.toPrecision(4)), unit }));
const wait = seconds => new Promise(resolve => setTimeout(resolve, 1000 * seconds));

async function rate(frames, seconds) {
  const before = frames();
  const start = performance.now();
  await wait(seconds);
  return (frames() - before) / ((performance.now() - start) / 1000);
}

async function framesOfDefault() {
  const { page, close, frames } = await open();
  await page.click('#play');
  await wait(3);
  say('page.frames-per-second.default', await rate(frames, SECONDS), '1/s');
  await close();
}

async function framesOfSixLayers() {
  const { page, close, frames } = await open();
  for (let layers = 3; layers <= 6; layers++) {
    await page.getByRole('button', { name: 'Add a layer' }).click();
    await page.locator('.layer output').nth(layers - 1).waitFor();
  }
  for (let layer = 0; layer < 6; layer++) {
    const units = page.locator('.layer output').nth(layer);
    for (let number = Number(await units.textContent()) + 1; number <= 8; number++) {
      await page.getByRole('button', { name: `More neurons in layer ${layer + 1}` }).click();
      await page.waitForFunction(
        ([place, wanted]) => document.querySelectorAll('.layer output')[place]?.textContent.includes(wanted), [layer, String(number)]);
    }
  }
  await page.click('#play');
  await wait(3);
  say('page.frames-per-second.six-layers-of-eight', await rate(frames, SECONDS), '1/s');
  await close();
}

async function timeOfSpiral() {
  const { page, close } = await open();
  await page.getByLabel('Set', { exact: true }).selectOption('spiral');
  await page.locator('.layer output', { hasText: '8' }).first().waitFor();
  const start = performance.now();
  await page.click('#play');
  await until(page, 'validation accuracy', 0.97 - 1e-9);
  say('page.spiral-seconds', (performance.now() - start) / 1000, 's');
  await close();
}

async function memory() {
  const { page, close, frames } = await open();
  const client = await page.context().newCDPSession(page);
  const megabytes = async () => {
    await client.send('HeapProfiler.collectGarbage');
    return (await client.send('Runtime.getHeapUsage')).usedSize / 1e6;
  };
  await page.click('#play');
  await wait(10);
  say('page.megabytes.after-10-seconds', await megabytes(), 'MB');
  for (let minute = 1; minute <= minutes; minute++) {
    await wait(60);
    say(`page.megabytes.after-${minute}-minutes`, await megabytes(), 'MB');
  }
  await hide(page, true);
  await wait(1);
  say('page.frames-per-second.hidden', await rate(frames, 5), '1/s');
  await hide(page, false);
  await wait(1);
  say('page.frames-per-second.seen-again', await rate(frames, 5), '1/s');
  await close();
}

try {
  for (const measure of [framesOfDefault, framesOfSixLayers, timeOfSpiral, memory]) await measure();
} finally {
  await browser.close();
  stop();
}
