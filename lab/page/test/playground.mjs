import assert from 'node:assert/strict';
import { atStep, hide, moves, open, play, quiet, rests, shot, show, step, until, url, value } from './lab.mjs';

export async function learnsCircle() {
  const { page, close } = await open();
  assert.equal(new URL(page.url()).hash, '', 'the token stays in the address bar');
  await atStep(page, 0);
  assert.equal(await page.locator('#play').textContent(), 'Play', 'the page plays by itself');
  await play(page, () => until(page, 'validation accuracy', 0.95));
  await shot(page, 'playground-light');
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
  await page.getByText('the branch before').first().waitFor();

  // By keyboard: one more neuron, which starts anew.
  await page.getByRole('button', { name: 'More neurons in layer 1' }).focus();
  await page.keyboard.press('Enter');
  await page.locator('.layer output', { hasText: '5' }).waitFor();
  await atStep(page, 0);

  await page.getByRole('button', { name: 'Show code' }).click();
  assert.match(await page.locator('dialog pre').textContent(), /class Experiment/);
  await page.getByRole('button', { name: 'Close' }).click();
  await close();
}

export async function learnsSpiral() {
  const { page, close } = await open({ colorScheme: 'dark' });
  await page.getByLabel('Set', { exact: true }).selectOption('spiral');
  await page.locator('.layer output', { hasText: '8' }).first().waitFor();
  await play(page, () => until(page, 'validation accuracy', 0.97));
  await page.getByText('Health:').click();
  await page.getByText('hidden1.weight', { exact: true }).waitFor();
  await page.getByText('All weights as a table').click();
  await page.getByText('The newest points as a table').click();
  await page.getByRole('columnheader', { name: 'sin(x1)' }).waitFor();
  await page.getByRole('columnheader', { name: 'validation loss' }).waitFor();
  await shot(page, 'playground-dark');
  await close();
}

export async function editsWeights() {
  const { page, close } = await open();
  await atStep(page, 0);
  const loss = await value(page, 'training loss');
  const changed = from => page.waitForFunction(
    before => document.querySelector('.numbers [data-name="training loss"]').textContent !== before, from);

  // By mouse: the output neuron is at the right side, half way down.
  const canvas = page.locator('canvas.network:visible');
  const box = await canvas.boundingBox();
  await canvas.click({ position: { x: box.width - 29, y: 20 + (box.height - 20) / 2 } });
  assert.equal(await page.getByLabel('Weight or bias').inputValue(), 'output.bias:0');
  await page.keyboard.type('2.5');
  await page.keyboard.press('Enter');
  await changed(loss);
  const second = await value(page, 'training loss');

  // By keyboard.
  await page.getByLabel('Weight or bias').focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Tab');
  await page.keyboard.type('-3');
  await page.keyboard.press('Enter');
  await changed(second);
  await page.getByLabel('Weight or bias').focus();
  await page.waitForFunction(() => document.querySelector('[aria-label="Value"]').value === '-3');
  await close();
}

export async function drawsPointsAndPastesTables() {
  const { page, close } = await open();
  await page.getByLabel('Set', { exact: true }).selectOption('points');
  const map = page.locator('.playground .map canvas[tabindex]');
  const own = async () => {
    await page.getByRole('button', { name: 'Share' }).click();
    await page.waitForFunction(() => location.hash.startsWith('#s='));
    return JSON.parse(Buffer.from(new URL(page.url()).hash.slice(3), 'base64url').toString()).state.data.own;
  };
  const settled = (count) => async () => {
    for (let i = 0; i < 100 && (await own()).length !== count; i++) await page.waitForTimeout(20);
    return own();
  };
  await page.getByLabel('Class of the points you add').waitFor();
  const { width } = await map.boundingBox();
  await map.click({ position: { x: width / 4, y: width / 4 } });
  const [x, y, label] = (await settled(9)()).at(-1);
  assert.ok(Math.abs(x + 3) < 0.1 && Math.abs(y - 3) < 0.1 && label === 1, `the point is at ${x}, ${y}, of class ${label}`);
  await page.getByLabel('Class of the points you add').selectOption('0');
  await page.mouse.move(0, 0);
  await map.focus();
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  assert.deepEqual((await settled(10)()).at(-1), [1, 0.25, 0]);

  await page.getByLabel('Set', { exact: true }).selectOption('csv');
  const table = page.getByLabel('CSV with three columns');
  assert.ok(await table.evaluate(area => document.activeElement === area), 'the place for the table is not in focus');
  assert.ok(await page.locator('#play').isDisabled(), 'it would train on what was picked before');
  await page.getByText('Paste a table and press “Use this table” first.').waitFor();
  await show(page, 'Lessons');
  assert.ok(await page.locator('#play').isEnabled());
  await show(page, 'Playground');
  assert.ok(await page.locator('#play').isDisabled());
  const use = async text => {
    await table.fill(text);
    await page.getByRole('button', { name: 'Use this table' }).click();
  };
  const error = page.getByRole('alert');
  for (const [text, says] of [['a,b\n1,2\n', /it takes three/], ['x,y,l\n1,2,a\n', /rows/], ['', /./]]) {
    await use(text);
    await error.waitFor();
    assert.match(await error.textContent(), says);
    assert.equal(await table.inputValue(), text, 'what was pasted is lost');
  }
  const rows = Array.from({ length: 20 }, (_, i) => `${1.5 + i / 50},${50 + ((i * 7) % 20) + (i % 2) * 30},${i % 2 ? 'dog' : 'cat'}`);
  await use(`height,weight,kind\n${rows.join('\n')}\n`);
  await error.waitFor({ state: 'hidden' });
  await page.locator('#play:enabled').waitFor();
  await play(page, () => until(page, 'training accuracy', 0.9));
  await map.hover({ position: { x: width / 2, y: width / 2 } });
  assert.match(await page.locator('.playground .map [role=status]').textContent(), /^height 1\.69, weight \d+.*: value .*class (cat|dog)$/);
  await shot(page, 'playground-csv');
  await use(Array.from({ length: 20 }, (_, i) => `${i},${i % 5},${i / 4 + 0.1}`).join('\n'));
  await page.waitForFunction(() => [...document.querySelectorAll('label')].find(label => label.textContent === 'Loss').control.value === 'mse');
  await error.waitFor({ state: 'hidden' });
  await close();
}

export async function hearsTheCoach() {
  const { page, close } = await open();
  const rate = page.getByLabel('Learning rate', { exact: true });
  await rate.fill('1000');
  await page.keyboard.press('Enter');
  const notice = page.locator('.playground [data-rule="learning-rate-high"]');
  await play(page, () => notice.getByRole('button').waitFor());
  const fix = notice.getByRole('button');
  const label = /Set learning rate ([\d.]+)/.exec(await fix.textContent())[1];
  await fix.click();
  await page.waitForFunction(wanted => [...document.querySelectorAll('label')].find(l => l.textContent === 'Learning rate').control.value === wanted, label);
  await shot(page, 'playground-coach');
  await notice.getByRole('button', { name: 'Undo' }).click();
  await page.waitForFunction(() => [...document.querySelectorAll('label')].find(l => l.textContent === 'Learning rate').control.value === '1000');
  await close();
}

export async function sharesWhatItShows() {
  const { page, close } = await open();
  await page.getByRole('button', { name: 'More neurons in layer 1' }).click();
  await page.locator('.layer output', { hasText: '5' }).waitFor();
  await page.getByLabel('Logarithmic loss').check();
  await page.getByRole('button', { name: 'Share' }).click();
  await page.waitForFunction(() => location.hash.startsWith('#s='));
  const link = new URL(page.url()).hash.slice(1);
  const text = Buffer.from(link.slice(2), 'base64url').toString();
  const token = /token=([0-9a-f]+)/.exec(url)[1];
  assert.ok(!text.includes(token) && !page.url().includes(token), 'the token is in the link');
  assert.deepEqual(Object.keys(JSON.parse(text)).sort(), ['state', 'view']);

  // Loaded again, it goes on where it was, and does not begin anew.
  await page.getByRole('button', { name: 'One batch' }).click();
  await atStep(page, 1);
  await page.reload();
  await atStep(page, 1);
  await close();

  const other = await open({}, `${url}&${link}`);
  await other.page.locator('.layer output', { hasText: '5' }).waitFor();
  assert.ok(await other.page.getByLabel('Logarithmic loss').isChecked());
  await other.close();
}

/** A link holds the step, and what was changed and edited on the way to it: whoever opens it sees the same numbers. */
export async function sharesHowItCameHere() {
  const { page, close } = await open();
  const batch = page.getByRole('button', { name: 'One batch' });
  await batch.click();
  await atStep(page, 1);
  await page.getByLabel('Weight or bias').focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Tab');
  await page.keyboard.type('-2');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelector('[aria-label="Value"]').value === '-2');
  await batch.click();
  await atStep(page, 2);
  await page.getByLabel('Learning rate', { exact: true }).fill('0.3');
  await page.keyboard.press('Tab');
  await page.getByRole('button', { name: 'One epoch' }).click();
  await atStep(page, 25);
  const losses = async of => [await value(of, 'training loss'), await value(of, 'validation loss')];
  const expected = await losses(page);
  await page.getByRole('button', { name: 'Share' }).click();
  await page.waitForFunction(() => location.hash.startsWith('#s='));
  const link = new URL(page.url()).hash.slice(1);
  const shared = JSON.parse(Buffer.from(link.slice(2), 'base64url').toString());
  assert.deepEqual(shared.changes, [
    { step: 1, edit: { parameter: 'hidden1.weight', index: 0, value: -2 } },
    { step: 2, change: { training: { optimizer: { learningRate: 0.3 } } } }]);
  assert.equal(shared.step, 25);
  await close();

  const other = await open({}, `${url}&${link}`);
  await atStep(other.page, 25);
  await other.page.waitForFunction(wanted => document.querySelector('.numbers [data-name="training loss"]').textContent === wanted, expected[0]);
  assert.deepEqual(await losses(other.page), expected);

  // While something else plays, too: it stands still where the link is.
  const follow = async document => {
    await other.page.evaluate(() => { location.hash = 'tab=playground'; });
    await other.page.evaluate(hash => { location.hash = hash; }, `s=${Buffer.from(JSON.stringify(document)).toString('base64url')}`);
  };
  await other.page.click('#play');
  await other.page.waitForFunction(() => Number(/step (\d+) of/.exec(document.querySelector('.time output').textContent)[1]) > 100);
  await follow(shared);
  await atStep(other.page, 25);
  await other.page.waitForFunction(wanted => document.querySelector('.numbers [data-name="training loss"]').textContent === wanted, expected[0]);
  assert.equal(await other.page.locator('#play').textContent(), 'Play');

  // A long way can be stopped, and what cannot be repeated is told.
  await follow({ ...shared, step: 10_000_000 });
  await other.page.getByRole('button', { name: 'Stop here' }).click();
  await other.page.getByRole('button', { name: 'Stop here' }).waitFor({ state: 'hidden' });
  await follow({ ...shared, changes: [{ step: 2, change: { network: { seed: 5 } } }] });
  await other.page.getByText('This is step 0 of 25: the rest could not be repeated.').waitFor();
  await other.close();
}

export async function everyOptimizerGoes() {
  const { page, close } = await open();
  await atStep(page, 0);
  const menu = page.getByLabel('Optimizer', { exact: true });
  const names = await menu.locator('option').allTextContents();
  assert.ok(names.length >= 8, `only ${names}`);
  let at = 0;
  for (const name of names) {
    await menu.selectOption(name);
    await page.getByRole('button', { name: 'One epoch' }).click();
    await atStep(page, (at += 25));
    await quiet(page, name);
  }
  await close();
}

export async function everyScheduleIsUnderstood() {
  const { page, close } = await open();
  await atStep(page, 0);
  for (const name of ['Schedule', 'Clipping']) {
    const field = page.getByLabel(name, { exact: true });
    const examples = await field.evaluate(input => [...input.list.options].map(option => option.value));
    assert.ok(examples.length >= 4, `only ${examples}`);
    for (const example of [...examples.slice(1), examples[0]]) {
      await field.fill(example);
      await field.press('Enter');
      await page.getByRole('button', { name: 'One batch' }).click();
      await page.waitForTimeout(50);
      await quiet(page, example);
    }
    await field.fill('sometimes');
    await field.press('Enter');
    await page.getByRole('alert').waitFor();
    await field.fill(examples[0]);
    await field.press('Enter');
    await page.getByRole('alert').waitFor({ state: 'hidden' });
  }
  await close();
}

export async function hasAShapeForEachClass() {
  const own = [0, 1, 2, 3].flatMap(label => [-1, 0, 1].map(x => [x + 3 * (label % 2), 3 * Math.floor(label / 2), label]));
  const link = Buffer.from(JSON.stringify({ state: { data: { set: 'points', own } }, view: { tab: 'playground' } })).toString('base64url');
  const { page, close } = await open({}, `${url}&s=${link}`);
  await page.waitForFunction(() => [...document.querySelectorAll('label')].find(l => l.textContent === 'Set').control.value === 'points');
  await play(page, () => until(page, 'training accuracy', 0.3));
  await shot(page, 'playground-classes');
  await close();
}

export async function showsThePlaygroundForAnUnknownTab() {
  const { page, close } = await open({}, `${url}&tab=nope`);
  await page.getByRole('tab', { name: 'Playground', selected: true }).waitFor();
  await show(page, 'Lessons');
  await page.evaluate(() => { location.hash = '#tab=other'; });
  await page.getByRole('tab', { name: 'Playground', selected: true }).waitFor();
  await play(page, () => until(page, 'epoch', 0));
  await quiet(page);
  await page.waitForFunction(() => document.querySelector('#panel-playground [data-name="steps a second"]').textContent === '–');
  await close();
}

export async function asksForNothingUnseen() {
  const { page, close, frames } = await open();
  await page.click('#play');
  await page.locator('#play', { hasText: 'Pause' }).waitFor();
  await moves(page, frames, 'no frames while it trains');
  await hide(page, true);
  await rests(page, frames, 'frames for nobody');
  await hide(page, false);
  await moves(page, frames, 'no frames for whoever came back');
  await close();
}

export const walks = [learnsCircle, learnsSpiral, editsWeights, drawsPointsAndPastesTables, hearsTheCoach, sharesWhatItShows, sharesHowItCameHere, everyOptimizerGoes, everyScheduleIsUnderstood, hasAShapeForEachClass, showsThePlaygroundForAnUnknownTab, asksForNothingUnseen];
