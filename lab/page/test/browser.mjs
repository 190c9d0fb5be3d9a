// Walks a person's path through the lab's page, in the system's Chromium, against ./descent lab.
//
//   npm test                    starts ./descent lab itself
//   npm test -- URL             uses the lab that has printed this URL
//
// Screenshots go to lab/target/screenshots. CHROMIUM names another browser than /usr/bin/chromium.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const folder = fileURLToPath(new URL('../../target/screenshots/', import.meta.url));
mkdirSync(folder, { recursive: true });

/** Starts the lab; its first line is the URL. */
async function startLab() {
  const lab = spawn(fileURLToPath(new URL('../../../descent', import.meta.url)), ['lab', '--no-open', '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  for await (const chunk of lab.stdout) {
    said += chunk;
    const url = /^http:\S+/m.exec(said)?.[0];
    if (url && said.includes('\n')) return { url, stop: () => lab.kill() };
  }
  throw new Error(`./descent lab printed no URL but: ${said}`);
}

const given = process.argv[2];
const { url, stop } = given ? { url: given, stop: () => {} } : await startLab();
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });

/** A page of its own experiment; what it logs as an error fails the test. */
async function open(options, address = url) {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const errors = [];
  page.on('pageerror', error => errors.push(String(error)));
  page.on('console', message => message.type() === 'error' && errors.push(message.text()));
  await page.goto(address);
  await page.locator('.numbers dd').first().waitFor();
  return { page, close: async () => { assert.deepEqual(errors, [], 'errors on the page'); await context.close(); } };
}

const value = (page, name) => page.locator(`[role=tabpanel]:not([hidden]) .numbers [data-name="${name}"]`).textContent();
const until = (page, name, from) => page.waitForFunction(
  ([n, least]) => Number(document.querySelector(`[role=tabpanel]:not([hidden]) .numbers [data-name="${n}"]`)?.textContent) > least, [name, from]);
const shot = (page, name) => page.screenshot({ path: `${folder}${name}.png`, fullPage: true });

/** The step that the page shows. */
const step = async page => Number(/step (\d+) of/.exec(await page.locator('.time output').textContent())[1]);
const atStep = (page, wanted) => page.waitForFunction(
  s => document.querySelector('.time output').textContent.startsWith(`step ${s} of`), wanted);

async function learnsCircle() {
  const { page, close } = await open({ viewport: { width: 1440, height: 1000 } });
  assert.equal(new URL(page.url()).hash, '', 'the token stays in the address bar');
  assert.equal(await step(page), 0, 'the page plays by itself');
  await page.click('#play');
  await until(page, 'validation accuracy', 0.95);
  await page.click('#play');
  await page.locator('#play', { hasText: 'Play' }).waitFor();
  await shot(page, 'wide-light');
  const seen = await step(page);
  assert.ok(seen > 0, 'no step was made');
  const loss = await value(page, 'training loss');

  // Back in time, and a fork: the old curve stays behind the new one.
  await page.locator('#time').focus();
  await page.keyboard.press('Home');
  await atStep(page, 0);
  assert.notEqual(await value(page, 'training loss'), loss);
  await page.keyboard.press('End');
  await atStep(page, seen);
  assert.equal(await value(page, 'training loss'), loss, 'another loss at the step where it was before');
  await page.keyboard.press('Home');
  await atStep(page, 0);
  await page.getByLabel('Learning rate', { exact: true }).fill('0.3');
  await page.keyboard.press('Enter');
  await page.getByLabel('Branch').waitFor();
  assert.match(await page.getByLabel('Branch').locator('option').last().textContent(), /learningRate/);
  await page.getByRole('button', { name: 'One epoch' }).click();
  await page.getByText('training, before').first().waitFor();

  // By keyboard: one more neuron, which starts anew.
  await page.getByRole('button', { name: 'More neurons in layer 1' }).focus();
  await page.keyboard.press('Enter');
  await page.locator('.layer output', { hasText: '5' }).waitFor();
  await atStep(page, 0);

  await page.getByRole('button', { name: 'Show code' }).click();
  assert.match(await page.locator('dialog pre').textContent(), /class Experiment/);
  await page.getByRole('button', { name: 'Close' }).click();

  // A link holds the experiment and not the token.
  await page.getByRole('button', { name: 'Share' }).click();
  await page.waitForFunction(() => location.hash.startsWith('#s='));
  const link = new URL(page.url()).hash.slice(1);
  const document = JSON.parse(Buffer.from(link.slice(2), 'base64url').toString());
  assert.deepEqual(Object.keys(document).sort(), ['state', 'view']);
  assert.equal(document.state.network.layers[0].units, 5);
  await close();
  const other = await open({}, `${url}&${link}`);
  await other.page.locator('.layer output', { hasText: '5' }).waitFor();
  await other.close();
}

async function learnsSpiral() {
  const { page, close } = await open({ viewport: { width: 1440, height: 1000 }, colorScheme: 'dark' });
  await page.getByLabel('Set', { exact: true }).selectOption('spiral');
  await page.locator('.layer output', { hasText: '8' }).first().waitFor();
  await page.click('#play');
  await until(page, 'validation accuracy', 0.97);
  await page.click('#play');
  await page.locator('#play', { hasText: 'Play' }).waitFor();
  await page.getByText('Health:').click();
  await page.getByText('hidden1.weight', { exact: true }).waitFor();
  await shot(page, 'wide-dark');
  await close();
}

async function fitsNarrow() {
  const { page, close } = await open({ viewport: { width: 320, height: 700 } });
  await page.getByRole('button', { name: 'One epoch' }).click();
  await until(page, 'epoch', 0.9);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= 320, `the page is ${width} pixels wide on a screen of 320`);
  await shot(page, 'narrow-light');
  await close();
}

try {
  for (const walk of [learnsCircle, learnsSpiral, fitsNarrow]) {
    await walk();
    console.log(`ok ${walk.name}`);
  }
} finally {
  await browser.close();
  stop();
}
