import assert from 'node:assert/strict';
import { accessible, fits, moves, open, play, quiet, rests, shot, show, url } from './lab.mjs';

async function eachTab(page, see) {
  for (const tab of await page.getByRole('tab').allTextContents()) {
    await show(page, tab);
    await page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))));
    await see(tab.toLowerCase());
  }
}

export async function isAccessible() {
  for (const colorScheme of ['light', 'dark']) {
    const { page, close } = await open({ colorScheme });
    await page.getByRole('button', { name: 'One epoch' }).click();
    await eachTab(page, async tab => {
      for (const fold of await page.locator('[role=tabpanel]:not([hidden]) summary:visible').all()) await fold.click();
      if (tab === 'lessons') {
        await accessible(page, `lessons, ${colorScheme}`);
        await page.locator('.card').first().click();
        await page.getByText('What happens').click();
      }
      await accessible(page, `${tab}, ${colorScheme}`);
      if (colorScheme === 'dark') await shot(page, `${tab}-dark-open`);
    });
    await show(page, 'Playground');
    await page.getByRole('button', { name: 'Show code' }).click();
    await accessible(page, `code, ${colorScheme}`);
    await close();
  }
}

export async function fitsEveryScreen() {
  for (const [width, height] of [[320, 700], [768, 1024], [1180, 800], [3840, 2160]]) {
    const { page, close } = await open({ viewport: { width, height } });
    await page.getByRole('button', { name: 'One epoch' }).click();
    await eachTab(page, async tab => {
      await fits(page, `${tab} at ${width}`);
      if (tab === 'lessons') {
        await page.locator('.card').nth(1).click();
        await fits(page, `a lesson at ${width}`);
        const [map, all] = await Promise.all(['.lesson canvas', '.lesson'].map(async part => (await page.locator(part).first().boundingBox()).width));
        assert.ok(map > all / 3, `a lesson's map at ${width} has ${map} of ${all} pixels`);
      }
      if (width !== 1180) await shot(page, `${tab}-${width}`);
    });
    await close();
  }
}

/** The tabs by keyboard, after a reload, and by links that hold anything. */
export async function tabsKeepTheirPlace() {
  const { page, close } = await open();
  await page.getByRole('tab', { name: 'Playground' }).focus();
  const shown = () => page.locator('[aria-selected=true]').textContent();
  await page.keyboard.press('End');
  const last = await shown();
  assert.notEqual(last, 'Playground');
  await page.keyboard.press('ArrowRight');
  assert.equal(await shown(), 'Playground');
  await page.keyboard.press('ArrowLeft');
  assert.equal(await shown(), last);
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  assert.equal(await shown(), 'Microscope');
  await page.reload();
  await page.locator('#panel-microscope').waitFor();
  assert.equal(await shown(), 'Microscope');
  await close();
  for (const view of [5, null, [], { tab: 7 }, { tab: 'nope', playground: 3 }, {
    tab: 'microscope', playground: { log: {}, test: [] }, lessons: { lesson: { id: 1 } }, microscope: { of: [], index: 1e99, stage: -7, unit: 'x' } }]) {
    const link = Buffer.from(JSON.stringify({ state: {}, view })).toString('base64url');
    const other = await open({}, `${url}&s=${link}`);
    await other.page.locator('.time output', { hasText: 'step 0 of 0' }).waitFor();
    await quiet(other.page, JSON.stringify(view));
    await other.close();
  }
  const cut = await open({}, `${url}&s=eyJzdGF0`);
  await cut.page.getByRole('alert').waitFor();
  assert.match(await cut.page.getByRole('alert').textContent(), /cut short/);
  await cut.close();
}

export async function restsWhereNothingMoves() {
  const { page, close, frames } = await open();
  await play(page, () => moves(page, frames, 'no frames while it trains'));
  await rests(page, frames, 'a page on which nothing moves asks for frames');
  await close();
}

export const walks = [isAccessible, fitsEveryScreen, tabsKeepTheirPlace, restsWhereNothingMoves];
