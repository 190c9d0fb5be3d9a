import assert from 'node:assert/strict';
import { accessible, fits, open, quiet, shot, show, step, value } from './lab.mjs';

const cells = page => page.locator('.cell').evaluateAll(all => all.map(cell => cell.textContent));
const epochs = (page, least) => page.waitForFunction(
  wanted => [...document.querySelectorAll('.cell .epochs')].every(each => parseInt(each.textContent, 10) >= wanted), least);

async function sweep(page) {
  await page.getByRole('button', { name: 'Start the sweep' }).click();
  await page.locator('.cell .epochs', { hasText: '0 epochs' }).first().waitFor();
}

// The rows are made once the browser has told the page that the table was opened.
async function openTable(page) {
  await page.getByText('The sweep as a table').click();
  await page.locator('.sweep tbody tr').first().waitFor();
}

export async function choosesWhatIsSwept() {
  const { page, close } = await open();
  await show(page, 'Sweep');
  const start = page.getByRole('button', { name: 'Start the sweep' });
  await page.getByText('3 × 2 × 2 = 12 networks').waitFor();
  const rate = page.getByLabel('Another learning rate');
  for (const [text, says] of [['fast', '“fast” is not a number from 0 to 1000.'], ['-1', '“-1” is not a number'], ['1 2 3 4', 'At most 6 values.']]) {
    await rate.fill(text);
    await page.keyboard.press('Enter');
    await page.getByText(says).waitFor();
    assert.equal(await rate.inputValue(), text);
    assert.equal(await rate.getAttribute('aria-invalid'), 'true');
  }
  await rate.fill('0.1, 1 0.03');
  await page.keyboard.press('Enter');
  await page.getByText('5 × 2 × 2 = 20 networks').waitFor();
  const batch = page.getByLabel('Another batch size');
  await batch.fill('1.5');
  await page.getByRole('button', { name: 'Add the batch size' }).click();
  await page.getByText('“1.5” is not a whole number from 1 to 4096.').waitFor();
  await batch.fill('8;16');
  await page.keyboard.press('Enter');
  await page.getByText('That is 40 networks, and 36 fit').waitFor();
  assert.ok(await start.isDisabled());
  await page.getByRole('checkbox', { name: 'sgd' }).uncheck();
  await page.getByText('5 × 4 × 1 = 20 networks').waitFor();
  await page.getByRole('checkbox', { name: 'adam', exact: true }).uncheck();
  await page.getByText('Each list needs a value.').waitFor();
  await page.getByRole('checkbox', { name: 'muon' }).check();
  await page.getByRole('button', { name: 'Take 0.003 away' }).click();
  await page.getByText('4 × 4 × 1 = 16 networks').waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-label')), 'Take 0.03 away', 'the focus is lost');
  await sweep(page);
  assert.equal(await page.locator('.cell').count(), 16);
  await quiet(page);
  await close();
}

export async function saysWhatLearnsNothing() {
  const { page, close } = await open();
  await show(page, 'Sweep');
  await page.getByLabel('Another learning rate').fill('0.0000001');
  await page.keyboard.press('Enter');
  await sweep(page);
  await page.click('#sweep-play');
  await epochs(page, 60);
  await page.click('#sweep-play');
  await page.locator('#sweep-play', { hasText: 'Play' }).waitFor();
  await openTable(page);
  const rows = await page.locator('.sweep tbody tr').evaluateAll(all => all.map(row => [...row.cells].map(cell => cell.textContent)));
  const idle = rows.filter(row => row[7] === 'learns nothing');
  assert.ok(idle.length > 0 && idle.every(row => parseFloat(row[6]) < 60), `${idle}`);
  for (const row of rows) {
    if (parseFloat(row[6]) <= 50) assert.equal(row[7], 'learns nothing', `${row}`); // one of two classes is half of the examples at least
    if (parseFloat(row[6]) > 90) assert.equal(row[7], 'fine', `${row}`);
  }
  await close();
}

export async function comparesAndOpens() {
  const { page, close } = await open();
  await show(page, 'Sweep');
  await sweep(page);
  assert.equal(await page.locator('#sweep-play').textContent(), 'Play', 'it plays by itself');
  await page.click('#sweep-play');
  await epochs(page, 8);
  await page.click('#sweep-play');
  await page.locator('#sweep-play', { hasText: 'Play' }).waitFor();
  await page.waitForFunction(() => new Set([...document.querySelectorAll('.cell .epochs')].map(each => each.textContent)).size === 1);
  await shot(page, 'sweep-light');

  // The best one is the first of the table, which is sorted by loss.
  const best = page.locator('.cell.best');
  assert.equal(await best.count(), 1);
  assert.match(await best.textContent(), /★ best/);
  await openTable(page);
  const row = page.locator('.sweep tbody tr');
  const losses = (await row.locator('td:nth-child(6)').allTextContents()).map(Number);
  assert.equal(losses.length, 12);
  assert.deepEqual(losses, [...losses].sort((a, b) => a - b));
  assert.ok((await best.textContent()).includes(`loss ${await row.first().locator('td:nth-child(6)').textContent()}`));
  await page.getByRole('button', { name: 'learning rate', exact: true }).click();
  await page.getByRole('button', { name: 'learning rate', exact: true }).click();
  assert.equal(await page.locator('th[aria-sort]').getAttribute('aria-sort'), 'descending');
  assert.equal(await row.first().locator('td:nth-child(3)').textContent(), '0.3');
  await accessible(page, 'sweep, light');

  // By keyboard to the third of the second row, which is opened with equal numbers.
  const seen = await cells(page);
  await page.locator('.cell').first().focus();
  for (const key of ['ArrowDown', 'End', 'ArrowRight', 'ArrowLeft', 'ArrowRight']) await page.keyboard.press(key);
  const [, accuracy, loss, done] = /([\d.]+) % accuracy, loss ([\d.]+) (\d+) epochs?/.exec(seen[5]);
  assert.match(seen[5], /^sgd, batch size 32, learning rate 0.3/);
  await page.keyboard.press('Enter');
  await page.locator('#panel-playground').waitFor();
  await page.waitForFunction(wanted => document.querySelector('#panel-playground [data-name=epoch]')?.textContent === wanted, done);
  assert.equal(await step(page), 8 * Number(done));
  assert.equal(await value(page, 'validation loss'), loss);
  assert.equal((100 * Number(await value(page, 'validation accuracy'))).toFixed(1), accuracy);
  assert.equal(await page.locator('#panel-playground').getByLabel('Batch size', { exact: true }).inputValue(), '32');
  await page.getByRole('button', { name: 'One epoch' }).click();
  await quiet(page);

  // Back to the sweep, which goes on where it was.
  await show(page, 'Sweep');
  assert.deepEqual(await cells(page), seen);
  await page.getByRole('button', { name: 'Go on with this sweep' }).click();
  await page.locator('#sweep-play:enabled').waitFor();
  await epochs(page, Number(done));
  assert.deepEqual(await cells(page), seen);
  await page.getByRole('button', { name: 'One epoch' }).last().click();
  await epochs(page, Number(done) + 1);
  await page.reload();
  await page.getByRole('button', { name: 'Start the sweep' }).waitFor();
  await sweep(page);
  await quiet(page);
  await close();
}

/** Networks that diverge, numbers instead of classes, many classes and pictures. */
export async function sweepsAnything() {
  const states = {
    plane: { data: { set: 'plane' }, network: { layers: [{ units: 8, activation: 'relu' }] }, training: { loss: 'mse' } },
    three: { data: { set: 'points', own: Array.from({ length: 60 }, (_, i) => [(i % 3) * 2 - 2 + (i % 7) / 9, (i % 5) - 2, i % 3]) } },
    digits: { data: { set: 'digits', points: 200 }, network: { layers: [{ units: 8, activation: 'relu' }] } },
  };
  const { page, close } = await open({ colorScheme: 'dark' });
  for (const [name, state] of Object.entries(states)) {
    const hash = Buffer.from(JSON.stringify({ state, view: { tab: 'sweep', sweep: { learningRate: [0.01, 1000], batchSize: [4], optimizer: ['sgd'] } } })).toString('base64url');
    await page.evaluate(text => { location.hash = `s=${text}`; }, hash);
    await page.getByText(`Of the present experiment: ${state.data.set}`).waitFor();
    await page.getByText('2 × 1 × 1 = 2 networks').waitFor();
    await sweep(page);
    await page.getByRole('button', { name: 'One epoch' }).last().click();
    await page.locator('.cell .epochs', { hasText: /^\s*[1-9]/ }).first().waitFor();
    if (name === 'plane') await page.locator('.cell.diverged', { hasText: '✕ diverged' }).waitFor();
    assert.equal(await page.locator('.cell canvas:visible').count(), name === 'digits' ? 0 : 2);
    await shot(page, `sweep-${name}-dark`);
    await accessible(page, `sweep of ${name}, dark`);
    await quiet(page, name);
  }
  await page.locator('.cell').first().click();
  await page.locator('#panel-digits').waitFor();
  await close();
}

export async function sweepFitsEveryScreen() {
  for (const [width, height] of [[320, 700], [768, 1024], [3840, 2160]]) {
    const { page, close } = await open({ viewport: { width, height } });
    await show(page, 'Sweep');
    await sweep(page);
    await page.getByRole('button', { name: 'One epoch' }).last().click();
    await epochs(page, 1);
    await fits(page, `sweep at ${width}`);
    await shot(page, `sweep-cells-${width}`);
    await close();
  }
}

export const walks = [choosesWhatIsSwept, saysWhatLearnsNothing, comparesAndOpens, sweepsAnything, sweepFitsEveryScreen];
