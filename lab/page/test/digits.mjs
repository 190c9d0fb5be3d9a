import assert from 'node:assert/strict';
import { accessible, atStep, fits, open, play, quiet, shot, show } from './lab.mjs';

const percent = text => Number(text.replace(/[<>%\s]/g, ''));
const bars = async page => (await page.locator('.bars .percent').allTextContents()).map(percent);
const says = page => page.locator('.reading .guess').textContent();
const isRead = (page, digit) => page.waitForFunction(wanted => document.querySelector('.reading .guess').textContent === wanted, digit);

/** Begins with digits; gives the accuracy that is soon reached: those that the program draws are harder than MNIST's. */
async function start(page) {
  await show(page, 'Digits');
  const least = await page.getByText('handwritten digits (MNIST)').isVisible() ? 88 : 70;
  await page.getByRole('button', { name: 'Start with digits' }).click();
  await page.locator('canvas.pad').waitFor();
  await atStep(page, 0);
  return least;
}

/** Draws one line after another by mouse; places are from 0 to 1. */
async function draw(page, ...lines) {
  const pad = page.locator('canvas.pad');
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  for (const [from, ...to] of lines) {
    await page.mouse.move(box.x + from[0] * box.width, box.y + from[1] * box.height);
    await page.mouse.down();
    for (const [x, y] of to) await page.mouse.move(box.x + x * box.width, box.y + y * box.height, { steps: 5 });
    await page.mouse.up();
  }
}

const accuracy = page => page.locator('.progress [data-name="validation accuracy"]').textContent().then(percent);
const reaches = (page, least) => page.waitForFunction(
  wanted => parseFloat(document.querySelector('.progress [data-name="validation accuracy"]').textContent) >= wanted, least);

export async function learnsToRead() {
  const { page, close } = await open();
  const least = await start(page);
  assert.equal(await page.locator('#play').textContent(), 'Play', 'it plays by itself');
  await page.waitForFunction(() => document.querySelector('.progress [data-name="validation accuracy"]').textContent !== '');
  assert.ok(await accuracy(page) < 40, 'it can read before it has learnt');
  assert.deepEqual(await page.locator('.bars .percent').allTextContents(), Array(10).fill('–'));

  // A drawing is read while the network learns.
  await draw(page, [[0.5, 0.2], [0.5, 0.8]]);
  await page.waitForFunction(() => document.querySelector('.bars .percent').textContent !== '–');
  await play(page, () => reaches(page, least));
  await isRead(page, '1');
  const shares = await bars(page);
  assert.ok(Math.abs(shares.reduce((a, b) => a + b) - 100) < 1.5, `the bars are ${shares}`);
  assert.equal(shares.indexOf(Math.max(...shares)), 1);
  await page.getByText('The network takes it for a 1').waitFor({ state: 'attached' });

  // What it sees is ink on the pad's own paper.
  const [paper, pad] = await page.evaluate(() => [
    `rgb(${[...document.querySelector('.sees canvas').getContext('2d').getImageData(0, 0, 1, 1).data].slice(0, 3).join(', ')})`,
    getComputedStyle(document.querySelector('canvas.pad')).backgroundColor]);
  assert.equal(paper, pad);

  // The table of confusions and the accuracy tell the same.
  await page.waitForFunction(() => {
    const rows = [...document.querySelectorAll('.confusion tbody tr')].map(row => [...row.querySelectorAll('td')].map(cell => Number(cell.textContent.replace('·', '0'))));
    const right = rows.reduce((sum, row, i) => sum + row[i], 0);
    const all = rows.flat().reduce((a, b) => a + b);
    const note = [...document.querySelectorAll('.note')].some(each => each.textContent.startsWith(`${right} of ${all} validation pictures are right`));
    const shown = parseFloat(document.querySelector('.progress [data-name="validation accuracy"]').textContent);
    return note && rows.length === 10 && Math.abs((100 * right) / all - shown) < 0.06;
  });
  await shot(page, 'digits-light');

  // The worst mistake is wrong, and goes onto the pad; undo brings the drawing back.
  for (const label of await page.locator('.tile').evaluateAll(all => all.map(tile => tile.textContent).filter(Boolean))) {
    const [is, taken] = /a (\d), taken for a (\d)/.exec(label).slice(1);
    assert.notEqual(is, taken);
  }
  const before = await bars(page);
  await page.locator('.tile:visible').filter({ hasNotText: 'for a 1' }).first().click();
  await page.waitForFunction(() => document.querySelector('.reading .guess').textContent !== '1');
  await page.getByRole('button', { name: 'Undo' }).click();
  await isRead(page, '1');
  assert.deepEqual(await bars(page), before);

  // What a unit looks for, by keyboard.
  await page.getByRole('listbox', { name: 'Hidden units' }).focus();
  await page.keyboard.press('ArrowRight');
  await page.getByText(/^Unit 2 of 64 likes ink/).waitFor();
  await quiet(page);
  await close();
}

export async function drawsByKeyboard() {
  const { page, close } = await open({ colorScheme: 'dark' });
  const least = await start(page);
  await play(page, () => reaches(page, least));
  await page.locator('canvas.pad').focus();
  for (let i = 0; i < 7; i++) await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Space');
  await page.getByText('Pen down, column 12, row 5').waitFor();
  for (let i = 0; i < 14; i++) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  await page.getByText('Pen up, column 12, row 19').waitFor();
  await isRead(page, '1');
  await accessible(page, 'digits, dark');
  await shot(page, 'digits-dark');
  await page.keyboard.press('Delete');
  await isRead(page, '–');
  assert.ok(await page.getByRole('button', { name: 'Clear' }).isDisabled());
  await close();
}

/** Another network, what is refused, and the way back to the experiment before. */
export async function changesTheReader() {
  const { page, close } = await open();
  await page.getByLabel('Set', { exact: true }).selectOption('moons');
  await start(page);
  await page.getByText('Change it').click();
  const layers = page.getByLabel('Units of the hidden layers');
  await layers.fill('32, 16');
  await page.keyboard.press('Enter');
  await page.getByText('784 – 32 – 16 – 10 units').waitFor();
  await layers.fill('many');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').filter({ hasText: 'whole numbers' }).waitFor();
  await page.getByLabel('Which digits').selectOption('digits');
  await page.getByText('784 – 64 – 10 units').waitFor();
  await quiet(page);
  await accessible(page, 'digits, light');

  await show(page, 'Playground');
  await page.getByRole('button', { name: 'Back to the experiment before (moons)' }).click();
  await page.locator('.playground').waitFor();
  assert.equal(await page.getByLabel('Set', { exact: true }).inputValue(), 'moons');
  await page.locator('.elsewhere').waitFor({ state: 'hidden' });
  await close();
}

export async function digitsFitEveryScreen() {
  for (const [width, height] of [[320, 700], [768, 1024], [3840, 2160]]) {
    const { page, close } = await open({ viewport: { width, height }, hasTouch: width === 320 });
    await start(page);
    await draw(page, [[0.3, 0.2], [0.7, 0.2], [0.4, 0.8]]);
    await page.getByRole('button', { name: 'One epoch' }).click();
    await page.waitForFunction(() => document.querySelector('.progress h2').textContent === '1 epoch done');
    await page.waitForFunction(() => document.querySelector('.reading .guess').textContent !== '–');
    await fits(page, `digits at ${width}`);
    await shot(page, `digits-read-${width}`);
    assert.match(await says(page), /^\d$/);
    await close();
  }
}

export const walks = [learnsToRead, drawsByKeyboard, changesTheReader, digitsFitEveryScreen];
