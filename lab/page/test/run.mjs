import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accessible, descent, fits, open, quiet, shot, startLab } from './lab.mjs';

/** A folder that is thrown away, with a run in it that ./descent has trained. */
async function trained(use, ...args) {
  const folder = mkdtempSync(join(tmpdir(), 'descent-walk-'));
  const run = join(folder, 'small');
  try {
    const training = descent(['train', ...args, '--run', run], { stdio: ['ignore', 'ignore', 'inherit'] });
    assert.equal((await once(training, 'exit'))[0], 0, `train ${args.join(' ')} fails`);
    await use(run);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function lab(run, use) {
  const { url, stop } = await startLab('--run', run);
  try {
    await use(url);
  } finally {
    stop();
  }
}

const events = run => readFileSync(join(run, 'events.jsonl'), 'utf8').trim().split('\n').map(line => JSON.parse(line));
const pill = (page, text) => page.locator('.pill', { hasText: text }).waitFor();
const fact = (page, name) => page.locator(`#panel-run .words dt:text-is("${name}") + dd`).textContent();

export async function readsARun() {
  await trained(run => lab(run, async url => {
    const told = events(run).filter(event => event.event === 'epoch');
    const { page, close } = await open({}, url);
    assert.equal(await page.locator('[role=tab][aria-selected=true]').textContent(), 'Run', 'the lab was asked for the run');
    await pill(page, 'ended');
    await page.getByText('Ended: all epochs are done.').waitFor();
    await page.getByText('5 of 5 epochs done, step 200 of 200').waitFor();
    const last = told.at(-1);
    assert.equal(await page.locator('#panel-run [data-name="validation accuracy"]').textContent(), `${(100 * last.accuracy).toFixed(2)} %`);
    const rows = await page.locator('.epochs-panel tbody tr').allTextContents();
    assert.equal(rows.length, told.length);
    assert.ok(rows[0].startsWith('5200'), `the newest epoch is not the first: ${rows[0]}`);
    assert.match(await fact(page, 'Data'), /xor, 500 points.*400 examples to learn from, 100 to check with/);
    assert.match(await fact(page, 'Network'), /^2 – 8 – 8 – 2 units, tanh; 114 weights/);
    assert.match(await fact(page, 'Optimizer'), /^adam, learning rate 0.01/);
    assert.match(await fact(page, 'Training'), /5 epochs, batches of 10, constant rate, seed 1/);
    assert.ok(Number((await page.locator('.curves-panel [role=img]').first().getAttribute('aria-label')).split('validation ')[1]) - last.testLoss < 0.01);
    await page.getByText('hidden1.weight', { exact: true }).waitFor();
    await page.locator('#panel-run').getByLabel('Logarithmic').check();
    await accessible(page, 'run, light');
    await shot(page, 'run-light');
    await page.getByRole('tab', { name: 'Playground' }).click();
    await page.getByRole('tab', { name: 'Run' }).click();
    assert.equal(await page.locator('.epochs-panel tbody tr').count(), told.length, 'what was read is read twice');
    await quiet(page);
    await close();
    for (const [width, colorScheme] of [[320, 'light'], [768, 'dark'], [3840, 'dark']]) {
      const other = await open({ viewport: { width, height: 900 }, colorScheme }, url);
      await pill(other.page, 'ended');
      await fits(other.page, `run at ${width}`);
      await accessible(other.page, `run, ${colorScheme}`);
      await shot(other.page, `run-${width}`);
      await other.close();
    }
  }), 'xor', '-e', '5');
}

/** Numbers instead of classes have no accuracy. */
export async function readsARunOfNumbers() {
  await trained(run => lab(run, async url => {
    const { page, close } = await open({ colorScheme: 'dark' }, url);
    await pill(page, 'ended');
    await page.locator('#panel-run [data-name=r2]').waitFor();
    assert.ok(await page.locator('#panel-run figure', { hasText: 'Validation accuracy' }).isHidden());
    assert.equal(await page.locator('.epochs-panel thead th:text-is("accuracy")').count(), 0);
    await shot(page, 'run-numbers-dark');
    await quiet(page);
    await close();
  }), 'plane', '-e', '3');
}

/** A run is followed while it is trained, and that nobody trains it any more is seen as well. */
export async function followsARun() {
  await trained(async done => {
    const run = `${done}-live`;
    const training = descent(['train', 'spiral', '-e', '100000', '--run', run], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(training, 'exit');
    training.stdout.resume();
    try {
      for (let tries = 0; ; tries++) {
        try {
          if (events(run).length > 20) break;
        } catch {
          assert.ok(tries < 300, 'train writes no events'); // there is no file yet, or its last line is not whole
        }
        await new Promise(next => setTimeout(next, 100));
      }
      await lab(run, async url => {
        const { page, close } = await open({}, url);
        await pill(page, 'underway');
        const steps = () => page.getByText(/epochs done, step/).textContent();
        const before = await steps();
        await page.waitForFunction(old => ![...document.querySelectorAll('#panel-run .note')].some(note => note.textContent === old), before);
        await shot(page, 'run-underway');
        training.kill('SIGKILL');
        await ended;
        await pill(page, 'broken off');
        await page.getByText('./descent resume goes on with it').waitFor();
        await quiet(page);
        await close();
      });
    } finally {
      training.kill('SIGKILL');
      await ended;
    }
  }, 'xor', '-e', '1');
}

export const walks = [readsARun, readsARunOfNumbers, followsARun];
