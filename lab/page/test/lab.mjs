// What every walk needs: the lab, a browser, pages that see nothing but the lab, and the checks that each page must pass.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const folder = fileURLToPath(new URL('../../target/screenshots/', import.meta.url));
mkdirSync(folder, { recursive: true });
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Runs ./descent. */
export function descent(args, options) {
  return spawn(fileURLToPath(new URL('../../../descent', import.meta.url)), args, options);
}

/** Starts the lab; its first line is the URL. */
export async function startLab(...args) {
  const lab = descent(['lab', '--no-open', '--port', '0', ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  for await (const chunk of lab.stdout) {
    said += chunk;
    const url = /^http:\S+/m.exec(said)?.[0];
    if (url && said.includes('\n')) return { url, stop: () => lab.kill() };
  }
  throw new Error(`./descent lab printed no URL but: ${said}`);
}

const given = process.argv.slice(2).find(argument => argument.startsWith('http:'));
export const { url, stop } = given ? { url: given, stop: () => {} } : await startLab();
export const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });

/**
 * A page of its own experiment, without any network but the lab; what it logs as an error fails the test. `frames` says how many
 * frames the server has sent.
 */
export async function open(options = {}, address = url) {
  const context = await browser.newContext({ reducedMotion: 'reduce', viewport: { width: 1440, height: 1000 }, ...options });
  const errors = [];
  await context.route(other => other.host !== new URL(address).host, route => {
    errors.push(`asked for ${route.request().url()}`);
    return route.abort();
  });
  const page = await context.newPage();
  let frames = 0;
  page.on('websocket', socket => socket.on('framereceived', ({ payload }) => {
    if (typeof payload !== 'string' && payload[0] === 1) frames++;
  }));
  page.setDefaultTimeout(60_000);
  page.on('pageerror', error => errors.push(String(error)));
  page.on('console', message => message.type() === 'error' && errors.push(message.text()));
  await page.goto(address);
  await page.locator('[role=tabpanel]:not([hidden])').waitFor();
  return { page, frames: () => frames, close: async () => { assert.deepEqual(errors, [], 'errors on the page'); await context.close(); } };
}

/** What a browser does when another tab is shown in place of this one, and when this one is shown again. */
export const hide = (page, hidden) => page.evaluate(state => {
  Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state });
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => state === 'hidden' });
  document.dispatchEvent(new Event('visibilitychange'));
}, hidden ? 'hidden' : 'visible');

/** Frames come. */
export async function moves(page, frames, what) {
  const before = frames();
  for (let tries = 0; frames() - before <= 5; tries++) {
    assert.ok(tries < 600, what);
    await page.waitForTimeout(100);
  }
}

/** After the few that were under way no frame comes. */
export async function rests(page, frames, what) {
  const first = frames();
  for (let tries = 0; tries < 20; tries++) {
    const before = frames();
    assert.ok(before - first <= 10, what);
    await page.waitForTimeout(700); // long for a page at 60 a second
    if (frames() === before) return;
  }
  assert.fail(what);
}

export const shot = (page, name) => page.screenshot({ path: `${folder}${name}.png`, fullPage: true });

const number = name => `[role=tabpanel]:not([hidden]) .numbers [data-name="${name}"]`;
/** A measurement as the shown tab has it. */
export const value = (page, name) => page.locator(number(name)).textContent();
export const until = (page, name, from) => page.waitForFunction(
  ([place, least]) => Number(document.querySelector(place)?.textContent) > least, [number(name), from]);

/** The step that the page shows. */
export const step = async page => Number(/step (\d+) of/.exec(await page.locator('.time output').textContent())[1]);
export const atStep = (page, wanted) => page.waitForFunction(
  s => document.querySelector('.time output').textContent.startsWith(`step ${s} of`), wanted);

export async function show(page, tab) {
  await page.getByRole('tab', { name: tab, exact: true }).click();
  await page.locator(`[role=tabpanel][aria-labelledby="${await page.locator('[role=tab][aria-selected=true]').getAttribute('id')}"]`).waitFor();
}

/** Nothing is said to have gone wrong. */
export async function quiet(page, what = '') {
  assert.equal(await page.locator('.error').textContent(), '', what);
}

/** Plays until the page says stop. */
export async function play(page, enough) {
  await page.click('#play');
  await page.locator('#play', { hasText: 'Pause' }).waitFor();
  await enough();
  await page.click('#play');
  await page.locator('#play', { hasText: 'Play' }).waitFor();
}

/** Nothing that an accessibility checker calls serious or critical. */
export async function accessible(page, what) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
  const bad = violations.filter(violation => ['serious', 'critical'].includes(violation.impact));
  assert.deepEqual(bad.map(({ id, nodes }) => `${id}: ${nodes.map(node => `${node.target} ${node.any[0]?.message ?? ''}`).join('; ')}`), [], what);
}

/** No part of the page is beyond the sides of the screen. */
export async function fits(page, what) {
  const { wide, screen } = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, screen: innerWidth }));
  assert.ok(wide <= screen, `${what}: ${wide} pixels wide on a screen of ${screen}`);
}
