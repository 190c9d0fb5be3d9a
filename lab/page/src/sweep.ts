import { h } from './dom';
import { icon } from './icons';
import type { Experiment, Frame, StateMessage } from './protocol';
import './sweep.css';
import { type Cell, type CellNumbers, readSweep } from './sweepcells';
import { type Lists, SweepForm } from './sweepform';
import { SweepGrid } from './sweepgrid';
import { SweepTable } from './sweeptable';
import type { Host, View } from './view';

const STEPS_A_COMMAND = 10_000;

/** Networks that differ in learning rate, batch size and optimizer, and train side by side. */
export class Sweep implements View {
  readonly id = 'sweep';
  readonly title = 'Sweep';
  readonly transport = false;
  readonly element: HTMLElement;
  private readonly form: SweepForm;
  private readonly grid: SweepGrid;
  private readonly table: SweepTable;
  private readonly playText = h('span', {}, 'Play');
  private readonly play = h('button', { type: 'button', class: 'primary', id: 'sweep-play', click: () => void this.toggle() }, icon('play'), this.playText);
  private readonly one = h('button', { type: 'button', click: () => void this.command({ do: 'step', unit: 'epoch', count: 1 }) }, icon('epoch'), 'One epoch');
  private readonly again = h('button', { type: 'button', click: () => void this.begin(this.lists!) }, icon('reset'), 'Start again');
  private readonly back = h('button', { type: 'button', click: () => void this.goBack() }, 'Go on with this sweep');
  private readonly says = h('p', { class: 'note' });
  private readonly bar: HTMLElement;
  private readonly about = h('p', { class: 'note' });
  private cells: Cell[] = [];
  private numbers: CellNumbers[] = [];
  private lists: Lists | null = null;
  /** The experiment of which it is a sweep. */
  private base: Experiment | null = null;
  /** Whether the server has it; otherwise what is shown is how it was when it ended. */
  private live = false;
  private latest: StateMessage | null = null;
  private playing = false;
  /** Whether it is being trained to where it was. */
  private resuming = false;

  constructor(private readonly host: Host) {
    this.form = new SweepForm(host.hello, lists => void this.begin(lists));
    this.grid = new SweepGrid(at => void this.open(at));
    this.table = new SweepTable(at => void this.open(at));
    this.bar = h('div', { class: 'row sweep-bar', role: 'group', 'aria-label': 'Training of the sweep', hidden: true }, this.play, this.one, this.again, this.back, this.says);
    this.table.element.hidden = true;
    this.element = h('div', { class: 'sweep' },
      h('div', {}, h('h2', { class: 'lead' }, 'Every rate with every batch size and optimizer'), this.about),
      this.form.element, this.bar, this.grid.element, this.table.element);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.grid.repaint());
  }

  wants(): string[] {
    return this.live ? ['sweep'] : [];
  }

  frame({ sections }: Frame): void {
    const sweep = sections.get('sweep');
    const { playing } = this.host.status!;
    if (this.live && sweep) {
      const frame = readSweep(sweep);
      this.numbers = frame.cells;
      this.grid.show(frame);
      this.table.show(frame.cells);
    }
    this.showPlaying(this.live && playing);
  }

  state(message: StateMessage): void {
    if (message === this.latest) return;
    this.latest = message;
    if (message.reset) this.ended();
    const { data, network } = message.state;
    this.about.textContent = `Of the present experiment: ${data.set}, ${network.layers.map(layer => layer.units).join(' – ') || 'no'} hidden units. `
      + 'Each has the same first weights and the same data. Open one to go on with it alone.';
    this.showState();
  }

  shown(): void {
    this.grid.repaint();
  }

  /** The server has one thing that trains: a sweep that nobody sees makes place for the experiment. */
  hidden(): void {
    void this.end();
  }

  save(): unknown {
    return this.form.lists;
  }

  /** The link's experiment comes next. */
  load(saved: unknown): void {
    void this.end();
    this.form.load(saved);
  }

  private async end(): Promise<void> {
    if (!this.live) return;
    this.ended();
    await this.host.ask({ do: 'sweepEnd' });
  }

  private ended(): void {
    this.live = false;
    this.showPlaying(false);
    this.showState();
  }

  private async command(command: Record<string, unknown>): Promise<boolean> {
    this.host.fail('');
    if (!this.live && !(await this.resume())) return false;
    return (await this.host.ask(command)) !== null;
  }

  private async toggle(): Promise<void> {
    if (this.playing) await this.command({ do: 'pause' });
    else await this.command({ do: 'play', stepsPerSecond: 0 });
    this.host.touch();
  }

  private async begin(lists: Lists): Promise<boolean> {
    this.host.fail('');
    const answer = await this.host.ask<{ cells: Cell[] }>({ do: 'sweep', ...lists });
    if (!answer) return false;
    const { state, model, data } = this.host.state;
    this.base = state;
    this.lists = lists;
    this.cells = answer.cells;
    this.live = true;
    this.numbers = [];
    this.grid.build(this.cells, model.classes);
    this.table.build(this.cells, data.majority);
    this.showState();
    this.host.touch();
    return true;
  }

  /** A sweep that was left begins anew and is trained to where it was: that is the same. */
  private async resume(): Promise<boolean> {
    const epochs = Math.max(0, ...this.numbers.filter(cell => !cell.diverged).map(cell => Math.round(cell.epochs)));
    this.resuming = true;
    this.showState();
    let going = await this.begin(this.lists!);
    for (let left = epochs; going && this.live && left > 0; left -= STEPS_A_COMMAND) {
      going = (await this.host.ask({ do: 'step', unit: 'epoch', count: Math.min(left, STEPS_A_COMMAND) })) !== null;
    }
    this.resuming = false;
    this.showState();
    return going;
  }

  /** Back to the experiment of which it is a sweep, and the sweep to where it was. */
  private async goBack(): Promise<void> {
    this.host.fail('');
    this.back.disabled = true;
    if (await this.host.ask({ do: 'start', state: this.base! })) await this.resume();
    this.back.disabled = false;
  }

  /** One network alone, at the step at which it is here: the numbers are equal. */
  private async open(at: number): Promise<void> {
    const cell = this.cells[at];
    const target = this.numbers[at]?.step ?? 0;
    this.host.fail('');
    await this.end();
    this.host.show(this.host.state.data.area ? 'playground' : 'digits');
    await this.host.goTo({ state: cell.state, changes: [], step: target, view: {} });
  }

  private showPlaying(playing: boolean): void {
    if (playing === this.playing) return;
    this.playing = playing;
    this.playText.textContent = playing ? 'Pause' : 'Play';
    this.play.firstElementChild!.replaceWith(icon(playing ? 'pause' : 'play'));
  }

  private showState(): void {
    const there = this.cells.length > 0;
    const same = there && JSON.stringify(this.base) === JSON.stringify(this.latest?.state);
    this.bar.hidden = this.table.element.hidden = !there;
    for (const button of [this.play, this.one, this.again]) {
      button.hidden = !same;
      button.disabled = this.resuming;
    }
    this.back.hidden = same;
    this.says.textContent = this.resuming ? 'It is trained to where it was …' : this.live ? 'A step is an epoch in each network.'
      : same ? 'Stopped where it was when you left; Play goes on from there.'
      : `A sweep of ${this.base?.data.set ?? ''}, as it was when it ended. The experiment is another one since; going on takes its place.`;
  }
}
