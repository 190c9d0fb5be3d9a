import assert from 'node:assert/strict';
import { atStep, open, play, quiet, shot, show, step, until, url } from './lab.mjs';

export async function takesALesson() {
  const { page, close } = await open();
  await show(page, 'Lessons');
  await shot(page, 'lessons-light');
  await page.getByRole('button', { name: 'Crank the rate' }).click();
  await page.locator('.question', { hasText: 'Is faster better?' }).waitFor();
  await atStep(page, 0);
  await play(page, () => until(page, 'epoch', 4));
  await page.getByRole('radio', { name: '0.3', exact: true }).check();
  await atStep(page, 0);
  await page.waitForFunction(() => document.querySelector('[role=tabpanel]:not([hidden]) [data-name="learning rate"]').textContent === '0.3');
  await play(page, () => until(page, 'epoch', 4));
  await page.getByText('the branch before').last().waitFor();
  await page.getByText('What happens').click();
  await page.getByText('Each step jumps across the valley').waitFor();
  await shot(page, 'lesson-light');

  // The lesson is in the link; its experiment can be opened in the playground.
  await page.getByRole('button', { name: 'Share' }).click();
  await page.waitForFunction(() => location.hash.startsWith('#s='));
  const link = new URL(page.url()).hash.slice(1);
  await page.getByRole('button', { name: 'Open in the playground' }).click();
  await page.locator('#panel-playground').waitFor();
  assert.equal(await page.getByLabel('Learning rate', { exact: true }).inputValue(), '0.3');
  await close();

  const other = await open({}, `${url}&${link}`);
  await other.page.getByRole('heading', { name: 'Crank the rate' }).waitFor();
  await other.page.locator('.choice input:checked + span', { hasText: /^0\.3$/ }).waitFor();
  await other.close();
}

/** Every lesson starts, and every one of its options is taken. */
export async function everyLessonGoes() {
  const { page, close } = await open();
  await show(page, 'Lessons');
  const count = await page.locator('.card').count();
  assert.ok(count >= 8, `only ${count} lessons`);
  for (let i = 0; i < count; i++) {
    await page.locator('.card').nth(i).click();
    for (const option of [null, ...(await page.locator('.choice input').all()).slice(1)]) {
      await option?.check();
      await page.locator('.choice[aria-busy]').waitFor({ state: 'detached' });
      await atStep(page, 0);
      await page.getByRole('button', { name: 'One batch' }).click();
      await atStep(page, 1);
      await quiet(page);
      if (option) assert.ok(await option.isChecked(), 'the option is not what the experiment has');
    }
    await page.getByRole('button', { name: 'All lessons' }).click();
  }
  assert.equal(await step(page), 1);

  // A lesson that was left does not hold up the playground.
  await show(page, 'Playground');
  const layers = await page.locator('.layer').count();
  for (const rate of ['0.2', '0.4']) {
    await page.getByLabel('Learning rate', { exact: true }).fill(rate);
    await page.keyboard.press('Enter');
  }
  await page.getByRole('button', { name: 'Add a layer' }).click();
  await page.locator('.layer').nth(layers).waitFor();
  await page.waitForFunction(() => document.querySelector('[role=tabpanel]:not([hidden]) [data-name="learning rate"]').textContent === '0.4');
  await quiet(page);
  await close();
}

export const walks = [takesALesson, everyLessonGoes];
