import assert from 'node:assert/strict';
import { atStep, open, play, quiet, shot, show, until } from './lab.mjs';

const said = async (page, left) => {
  const line = page.locator('.stage .sums div', { hasText: left }).first();
  return Number((await line.locator('b').textContent()).replace('−', '-').replace(/×10(.*)/, (_, power) =>
    `e${Array.from(power, c => (c === '⁻' ? '-' : '⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(c))).join('')}`));
};

/** The numbers are those of a step: what the page shows of it agrees with itself. */
export async function looksAtAStep() {
  const { page, close } = await open();
  await play(page, () => until(page, 'epoch', 3));
  await show(page, 'Microscope');
  const next = page.getByRole('button', { name: 'Next →' });
  await page.locator('.stages li').nth(11).waitFor();
  const current = () => page.locator('.stages [aria-current=step]').textContent();
  const seen = [];
  for (;;) {
    seen.push(await current());
    if (await next.isDisabled()) break;
    await next.click();
  }
  assert.deepEqual(seen, ['example', 'layer 1', 'layer 2', 'output', 'loss', '∂z output', '∂w output', '∂z layer 2', '∂w layer 2', '∂z layer 1', '∂w layer 1', 'update']);
  await shot(page, 'microscope-update');

  // tanh and its slope, worked out here.
  const go = name => page.locator('.stages button', { hasText: new RegExp(`^${name}$`) }).click();
  await go('layer 2');
  const z = await said(page, 'z =');
  const a = await said(page, 'a =');
  assert.ok(Math.abs(Math.tanh(z) - a) < 1e-3, `tanh(${z}) is not ${a}`);
  await shot(page, 'microscope-light');
  await go('∂z layer 2');
  const [da, dz] = [await said(page, '∂L/∂a'), await said(page, '∂L/∂z')];
  assert.ok(Math.abs(da * (1 - a * a) - dz) < 1e-3 * Math.abs(da) + 1e-9, `${da} times the slope at ${a} is not ${dz}`);

  // Another example: by number, by button, by mouse, by arrow keys, and from the validation points.
  const number = page.getByLabel('Number', { exact: true });
  await number.fill('17');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Example →' }).click();
  assert.equal(await number.inputValue(), '18');
  const map = page.locator('.microscope canvas[tabindex]');
  await map.click({ position: { x: 5, y: 5 } });
  const corner = await number.inputValue();
  assert.notEqual(corner, '18');
  await page.keyboard.press('ArrowRight');
  assert.notEqual(await number.inputValue(), corner);
  await page.getByLabel('From the points for').selectOption('test');
  assert.equal(await number.inputValue(), '1');
  await close();
}

/** One step of training, and the numbers are new. It is the first one: those of a network that has learned can be smaller than four digits show. */
export async function makesAStep() {
  const { page, close } = await open();
  await show(page, 'Microscope');
  await page.locator('.stages button', { hasText: /^output$/ }).click();
  const before = await said(page, 'z =');
  const shown = await page.locator('.stage .sums b').first().textContent();
  await page.getByRole('button', { name: 'Make one step' }).click();
  await atStep(page, 1);
  await page.waitForFunction(old => document.querySelector('.stage .sums b').textContent !== old, shown);
  assert.notEqual(await said(page, 'z ='), before);
  await close();
}

/** A network too large, and what links can hold. */
export async function saysWhatItCannotShow() {
  const layers = Array.from({ length: 4 }, () => ({ units: 32, activation: 'relu' }));
  const hash = Buffer.from(JSON.stringify({ state: { network: { layers } }, view: { tab: 'microscope' } })).toString('base64url');
  const { page, close } = await open({});
  await atStep(page, 0);
  await page.evaluate(text => { location.hash = `s=${text}`; }, hash);
  await page.getByText(/at most 2000/).waitFor();
  await quiet(page);
  await close();
}

export const walks = [looksAtAStep, makesAStep, saysWhatItCannotShow];
