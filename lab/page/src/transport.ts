import { Rhythm, fill, h } from './dom';
import { icon } from './icons';
import type { StateMessage, StatusNumbers } from './protocol';
import type { Host } from './view';

const SPEEDS = [1, 3, 10, 30, 100, 300, 1000, 3000, 0];

/** The bar by which time is moved: play, steps, speed, and the way back to any earlier step. */
export class Transport {
  private readonly playText = h('span', {}, 'Play');
  private readonly play = h('button', { type: 'button', class: 'primary', id: 'play', click: () => this.toggle() }, icon('play'), this.playText);
  private readonly speed = h('input', { type: 'range', min: '0', max: '8', step: '1', value: '8', 'aria-label': 'Speed', input: () => this.setSpeed() });
  private readonly speedText = h('output', { class: 'speed' }, 'full speed');
  private readonly time = h('input', { type: 'range', min: '0', max: '0', value: '0', id: 'time', 'aria-label': 'Step; go back in time', input: () => this.seek(this.time.valueAsNumber) });
  private readonly timeText = h('output', {}, 'step 0');
  private readonly branches = h('select', { 'aria-label': 'Branch', hidden: true, change: () => this.command({ do: 'branch', branch: Number(this.branches.value) }) });
  private readonly batch: HTMLButtonElement;
  private readonly epoch: HTMLButtonElement;
  private readonly reason = h('output', { class: 'note', hidden: true });
  readonly element: HTMLElement;
  private readonly rhythm = new Rhythm();
  private last = 0;
  private playing = false;
  private seekTo: number | null = null;
  private seeking = false;

  constructor(private readonly host: Host) {
    const button = (name: string, text: string, done: () => void) =>
      h('button', { type: 'button', class: 'tool', title: text, click: done }, icon(name), h('span', {}, text));
    this.element = h('div', { class: 'transport', role: 'group', 'aria-label': 'Training' },
      h('div', { class: 'tools' }, this.play,
        this.batch = button('batch', 'One batch', () => this.command({ do: 'step', unit: 'batch', count: 1 })),
        this.epoch = button('epoch', 'One epoch', () => this.command({ do: 'step', unit: 'epoch', count: 1 })),
        button('reset', 'Reset', () => this.command({ do: 'reset' })),
        button('seed', 'New seed', () => this.newSeed())), this.reason,
      h('label', { class: 'rate' }, h('span', {}, 'Speed'), this.speed, this.speedText),
      h('div', { class: 'time' }, this.time, this.timeText, this.branches));
  }

  /** Nothing can be played as long as there is a reason; an empty one takes it away. */
  hold(reason: string): void {
    if (this.reason.textContent === reason) return;
    this.reason.textContent = reason;
    this.reason.hidden = reason === '';
    for (const button of [this.play, this.batch, this.epoch]) button.disabled = reason !== '';
    if (reason && this.playing) this.command({ do: 'pause' });
  }

  /** Forgets what was under way: the connection is a new one. */
  begin(): void {
    this.seekTo = null;
    this.seeking = false;
  }

  state(message: StateMessage): void {
    this.last = message.last;
    this.branches.hidden = message.branches.length < 2;
    fill(this.branches, message.branches.map(branch => String(branch.id)), message.branches.map(branch =>
      branch.from ? `branch ${branch.id}, from step ${branch.step}: ${branch.changed.join(', ')}` : `branch ${branch.id}`));
    this.branches.value = String(message.branch.id);
  }

  status(status: StatusNumbers): void {
    if (this.playing !== status.playing) {
      this.playing = status.playing;
      this.playText.textContent = status.playing ? 'Pause' : 'Play';
      this.play.firstElementChild!.replaceWith(icon(status.playing ? 'pause' : 'play'));
    }
    this.last = Math.max(this.last, status.step);
    if (!this.rhythm.due(status.playing)) return;
    this.time.max = String(this.last);
    if (!this.seeking && this.seekTo === null) this.time.value = String(status.step);
    this.timeText.textContent = `step ${status.step} of ${this.last}`;
    this.time.setAttribute('aria-valuetext', this.timeText.textContent);
  }

  /** The nearest speed that the bar has. */
  pace(stepsPerSecond: number): void {
    const at = SPEEDS.findIndex(speed => speed === 0 || (stepsPerSecond > 0 && speed >= stepsPerSecond));
    this.speed.value = String(stepsPerSecond === 0 ? SPEEDS.length - 1 : at);
    this.setSpeed();
  }

  private command(command: Record<string, unknown>): void {
    this.host.fail('');
    this.host.touch();
    void this.host.ask(command);
  }

  private newSeed(): void {
    const state = structuredClone(this.host.state.state);
    state.network.seed++;
    state.training.seed++;
    this.host.start(state);
  }

  private toggle(): void {
    if (this.playing) this.command({ do: 'pause' });
    else this.command({ do: 'play', stepsPerSecond: SPEEDS[this.speed.valueAsNumber] });
  }

  private setSpeed(): void {
    const speed = SPEEDS[this.speed.valueAsNumber];
    this.speedText.textContent = speed === 0 ? 'full speed' : `${speed} step${speed === 1 ? '' : 's'} a second`;
    this.speed.setAttribute('aria-valuetext', this.speedText.textContent);
    if (this.playing) this.command({ do: 'play', stepsPerSecond: speed });
  }

  private seek(step: number): void {
    this.seekTo = step;
    if (!this.seeking) void this.walk();
  }

  /** One seek is under way at a time; of the steps that are passed meanwhile only the newest is sought. */
  private async walk(): Promise<void> {
    this.seeking = true;
    while (this.seekTo !== null) {
      const step = this.seekTo;
      this.seekTo = null;
      await this.host.ask({ do: 'seek', step });
    }
    this.seeking = false;
  }
}
