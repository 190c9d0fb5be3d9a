import { percent } from './bars';
import { Chart, type Line } from './charts';
import { h, number } from './dom';
import type { Frame, StateMessage } from './protocol';
import './run.css';
import { type RunEpoch, RunLog } from './runlog';
import { healthOf } from './runhealth';
import { definitions, inWords, reasonInWords } from './runwords';
import { FoldedTable, scrolling, table } from './table';
import type { Host, View } from './view';

interface Answer { spec?: unknown; lines: Record<string, unknown>[]; next: number; underway: boolean }

/** How long to wait for more lines, in milliseconds: of a run that is underway, and of one that is not. */
const WHILE_UNDERWAY = 1000;
const AFTER_THE_END = 5000;
const MOST_ROWS = 200;

const LOSSES: Line[] = [
  { name: 'each batch', column: 1, colour: 'edge', width: 1 }, { name: 'training', column: 2, colour: 'train', points: true },
  { name: 'validation', column: 3, colour: 'test', dash: [6, 4], points: true }];
const ACCURACY: Line[] = [{ name: 'validation', column: 4, colour: 'test', dash: [6, 4], points: true }];
const RATE: Line[] = [{ name: 'learning rate', column: 5, colour: 'train' }];

/** A run on disk, as it is or as it grows. */
export class Run implements View {
  readonly id = 'run';
  readonly title = 'Run';
  readonly transport = false;
  readonly element: HTMLElement;
  private readonly log = new RunLog();
  private readonly pill = h('span', { class: 'pill', role: 'status' });
  private readonly why = h('p', { class: 'note why' });
  private readonly progressText = h('p', { class: 'note' });
  private readonly bar = h('progress', { max: '1', 'aria-label': 'Progress of the run' });
  private readonly numbers = h('dl', { class: 'numbers' });
  private readonly words = h('div', {});
  private readonly logScale = h('input', { type: 'checkbox', change: () => this.losses.setLog(this.logScale.checked) });
  private readonly losses = new Chart('Loss', LOSSES, false, 'Loss, the newest', h('label', { class: 'check' }, this.logScale, 'Logarithmic'));
  private readonly accuracy = new Chart('Validation accuracy', ACCURACY, true, 'Validation accuracy, the newest');
  private readonly rate = new Chart('Learning rate', RATE, false, 'Learning rate, the newest');
  private readonly notices = h('section', { class: 'panel coach', 'aria-label': 'Coach', hidden: true });
  private readonly epochs = scrolling('Epochs');
  private readonly health = new FoldedTable('Health: gradients, updates, dead and saturated units', () => this.showHealth());
  private spec: unknown = null;
  private next = 0;
  /** Whether a program trains it; null until all that there is has been read. */
  private underway: boolean | null = null;
  private visible = false;
  private reading = false;

  constructor(private readonly host: Host) {
    const { name, folder } = host.hello.run!;
    this.health.element.classList.add('panel');
    this.health.element.open = true;
    this.element = h('div', { class: 'run' },
      h('section', { class: 'panel head', 'aria-label': 'The run' },
        h('div', { class: 'row' }, h('h2', { class: 'lead' }, name), this.pill), h('p', { class: 'note' }, folder), this.why,
        h('div', { class: 'row between' }, this.progressText), this.bar, this.numbers),
      h('section', { class: 'panel words-panel', 'aria-label': 'Settings' }, h('h2', {}, 'What was asked of it'), this.words),
      h('section', { class: 'panel curves-panel', 'aria-label': 'Curves' }, this.losses.element, this.accuracy.element, this.rate.element),
      h('div', { class: 'column side' }, this.notices, this.health.element),
      h('section', { class: 'panel epochs-panel', 'aria-label': 'Summary of the epochs' }, h('h2', {}, 'Epoch by epoch'), this.epochs));
  }

  wants(): string[] {
    return [];
  }

  frame(_frame: Frame): void {}

  state(_message: StateMessage): void {}

  shown(): void {
    this.visible = true;
    void this.read();
  }

  hidden(): void {
    this.visible = false;
  }

  /** Reads on and waits for more, as long as it is shown. A page that is hidden is given no animation frame and so asks for nothing. */
  private async read(): Promise<void> {
    if (this.reading) return;
    this.reading = true;
    while (this.visible) {
      const answer = await this.host.ask<Answer>({ do: 'run', from: this.next });
      if (answer) this.take(answer);
      if (!answer || isTheEnd(answer.lines)) await pause(answer?.underway ? WHILE_UNDERWAY : AFTER_THE_END);
      await new Promise(requestAnimationFrame);
    }
    this.reading = false;
  }

  private take(answer: Answer): void {
    const first = this.next === 0;
    for (const line of answer.lines) this.log.add(line);
    this.next = answer.next;
    const changed = answer.lines.length > 0 || answer.underway !== this.underway;
    if (answer.underway || isTheEnd(answer.lines)) this.underway = answer.underway;
    if (answer.spec !== undefined && first) this.spec = answer.spec;
    if (changed || first) this.show();
  }

  private show(): void {
    const { log } = this;
    this.words.replaceChildren(definitions(inWords(this.spec, log.start)));
    this.losses.show(log.columns, null);
    this.accuracy.element.hidden = !log.epochs.some(epoch => Number.isFinite(epoch.accuracy));
    if (!this.accuracy.element.hidden) this.accuracy.show(log.columns, null);
    this.rate.show(log.columns, null);
    this.showHead();
    this.showNotices();
    this.showEpochs();
    this.showHealth();
  }

  private showHead(): void {
    const { log, underway } = this;
    const { end } = log;
    this.pill.textContent = underway === null ? 'reading …' : underway ? 'underway' : end ? 'ended' : log.step > 0 ? 'broken off' : 'not begun';
    this.pill.dataset.state = underway !== false ? 'underway' : end?.reason === 'completed' || end?.reason === 'early' ? 'good' : 'bad';
    this.why.textContent = underway !== false ? '' : end ? `Ended: ${end.detail.replace(/\.$/, '') || reasonInWords(end.reason)}. It took ${number(end.seconds)} seconds.`
      : 'No program trains it at present, and it has not come to its end. ./descent resume goes on with it.';
    const epochs = Number(log.start.epochs) || 0;
    const batches = Math.ceil(Number(log.start.train) / Number(log.start.batchSize)) || 0;
    const total = epochs * batches;
    const done = log.epochs.at(-1)?.epoch ?? 0;
    this.progressText.textContent = `${done} of ${epochs || '?'} epochs done, step ${log.step.toLocaleString('en')}${total ? ` of ${total.toLocaleString('en')}` : ''}`;
    this.bar.hidden = total === 0;
    this.bar.value = total ? Math.min(1, log.step / total) : 0;
    this.showNumbers();
  }

  private showNumbers(): void {
    const last = this.log.epochs.at(-1);
    const best = this.log.best();
    const classes = last !== undefined && Number.isFinite(last.accuracy);
    const entries: [string, string][] = !last ? [['loss of the latest batch', number(this.log.columns[1].findLast(Number.isFinite) ?? NaN)]] : [
      ...(classes ? [['validation accuracy', percent(last.accuracy, 2)], [`best, epoch ${best!.epoch}`, percent(best!.accuracy, 2)]] as [string, string][] : []),
      ['validation loss', number(last.testLoss)],
      ...(classes ? [] : [[`lowest, epoch ${best!.epoch}`, number(best!.testLoss)], ...Object.entries(last.metrics).map(([name, value]) => [name, number(value)])] as [string, string][]),
      ['training loss', number(last.loss)],
    ];
    this.numbers.replaceChildren(...entries.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', { 'data-name': name }, value))));
  }

  private showNotices(): void {
    const { notices } = this.log;
    this.notices.hidden = notices.length === 0;
    const list = scrolling('Notices of the coach', ...notices.slice(-40).reverse().map(({ step, text, suggestion }) =>
      h('div', { class: 'notice' }, h('p', {}, `Step ${step}: ${text}`), h('p', { class: 'note' }, suggestion ? `Try: ${suggestion}.` : ''))));
    this.notices.replaceChildren(h('h2', {}, `Coach (${notices.length})`), list);
  }

  private showEpochs(): void {
    const { epochs } = this.log;
    if (epochs.length === 0) {
      this.epochs.replaceChildren(h('p', { class: 'note' }, 'No epoch is done yet.'));
      return;
    }
    const classes = epochs.some(epoch => Number.isFinite(epoch.accuracy));
    const metrics = Object.keys(epochs.at(-1)!.metrics).filter(name => name !== 'accuracy');
    const cells = (epoch: RunEpoch) => [
      String(epoch.epoch), String(epoch.step), number(epoch.loss), number(epoch.testLoss), ...(classes ? [percent(epoch.accuracy, 2)] : []),
      ...metrics.map(name => number(epoch.metrics[name] ?? NaN)), number(epoch.seconds)];
    const shown = epochs.slice(-MOST_ROWS).reverse();
    this.epochs.replaceChildren(
      table(['epoch', 'step', 'training loss', 'validation loss', ...(classes ? ['accuracy'] : []), ...metrics, 'seconds'], shown.map(cells)),
      ...(epochs.length > shown.length ? [h('p', { class: 'note' }, `The newest ${MOST_ROWS} of ${epochs.length}.`)] : []));
  }

  private showHealth(): void {
    const { measured } = this.log;
    this.health.element.hidden = measured === null;
    if (measured) this.health.show(() => healthOf(measured));
  }
}

/** Whether these are the newest lines that there are: the server sends at most 500 at a time, and about 48 KiB. */
function isTheEnd(lines: unknown[]): boolean {
  return lines.length < 500 && JSON.stringify(lines).length < 40_000;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise(done => setTimeout(done, milliseconds));
}
