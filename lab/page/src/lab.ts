import { Chart, type Columns, emptyColumns } from './charts';
import { type Connection, type Message, Refused } from './connection';
import { Controls } from './controls';
import { fill, h, labelled, number } from './dom';
import { healthTable } from './health';
import { NetworkDrawing, WeightForm } from './network';
import { Plane } from './plane';
import {
  type Code, type Experiment, type Hello, type Notice, type StateMessage, type Status, type StatusNumbers, type UnitMaps,
  floats, readFrame, readMap, readPoints, readStatus, readUnits,
} from './protocol';
import { shareLink, sharedState } from './share';

const SPEEDS = [1, 3, 10, 30, 100, 300, 1000, 3000, 0];

/** The page: one experiment, what is seen of it, and what can be done to it. */
export class Lab {
  private connection: Connection | null = null;
  private hello: Hello | null = null;
  private controls: Controls | null = null;
  private state: StateMessage | null = null;
  private status: StatusNumbers | null = null;
  private units: UnitMaps | null = null;
  private weights: Float32Array | null = null;
  private curve: Columns = emptyColumns();
  private old: Columns | null = null;
  private curveVersion = 0;
  private dataVersion = -1;
  private last = 0;
  /** Whether something may have changed that no frame has shown yet. */
  private stale = true;
  private waiting = false;
  private draft: Experiment | null = null;
  private underway: Experiment | null = null;
  private seekTo: number | null = null;
  private seeking = false;

  private readonly error = h('p', { class: 'error', role: 'alert', hidden: true });
  private readonly play = h('button', { type: 'button', class: 'primary', id: 'play', click: () => this.toggle() }, 'Play');
  private readonly speed = h('input', { type: 'range', min: '0', max: '8', step: '1', value: '8', 'aria-label': 'Speed', input: () => this.setSpeed() });
  private readonly speedText = h('output', {}, 'as fast as it goes');
  private readonly time = h('input', { type: 'range', min: '0', max: '0', value: '0', id: 'time', 'aria-label': 'Step; go back in time', input: () => this.seek(this.time.valueAsNumber) });
  private readonly timeText = h('output', {}, 'step 0');
  private readonly branches = h('select', { 'aria-label': 'Branch', hidden: true, change: () => this.command({ do: 'branch', branch: Number(this.branches.value) }) });
  private readonly numbers = h('dl', { class: 'numbers', id: 'numbers' });
  private readonly plane = new Plane((x, y) => this.addPoint(x, y));
  private readonly form = new WeightForm((pick, value) => this.command({ do: 'edit', ...pick, value }));
  private readonly drawing = new NetworkDrawing(pick => this.form.pick(pick));
  private readonly health = h('details', { class: 'panel', toggle: () => { this.stale = true; } }, h('summary', {}, 'Health: gradients, updates, dead and saturated units'));
  private readonly healthPlace = h('div', { class: 'scroll' });
  private readonly coach = h('section', { class: 'panel', 'aria-label': 'Coach', 'aria-live': 'polite', hidden: true }, h('h2', {}, 'Coach'));
  private readonly losses = new Chart('Loss', [
    { name: 'training', column: 1, colour: 'train' }, { name: 'validation', column: 2, colour: 'test', dash: [6, 4] }], false, 'Loss at the newest step');
  private readonly accuracies = new Chart('Accuracy', [
    { name: 'training', column: 3, colour: 'train' }, { name: 'validation', column: 4, colour: 'test', dash: [6, 4] }], true, 'Accuracy at the newest step');
  private readonly code = h('dialog', { 'aria-label': 'The Java program of this experiment' });
  private readonly shared = h('output', { class: 'note' });

  constructor(root: HTMLElement, private fragment: URLSearchParams) {
    const header = h('header', {}, h('h1', {}, 'Descent lab'), this.shared,
      h('button', { type: 'button', click: () => void this.share() }, 'Share'),
      h('button', { type: 'button', click: () => void this.showCode() }, 'Show code'));
    root.append(header, this.transport(), this.error, h('main', {}, h('div', { class: 'column', id: 'controls' }), this.middle(), this.results()), this.code);
    new ResizeObserver(() => this.redraw()).observe(root);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.redraw());
    requestAnimationFrame(() => this.tick());
  }

  private transport(): HTMLElement {
    const button = (text: string, done: () => void) => h('button', { type: 'button', click: done }, text);
    return h('div', { class: 'transport', role: 'group', 'aria-label': 'Training' },
      this.play,
      button('One batch', () => this.command({ do: 'step', unit: 'batch', count: 1 })),
      button('One epoch', () => this.command({ do: 'step', unit: 'epoch', count: 1 })),
      button('Reset', () => this.command({ do: 'reset' })),
      button('New seed', () => this.start(state => { state.network.seed++; state.training.seed++; })),
      h('label', { class: 'row' }, 'Speed', this.speed), this.speedText,
      h('div', { class: 'time' }, this.time, this.timeText, this.branches));
  }

  private middle(): HTMLElement {
    const test = h('input', { type: 'checkbox', change: () => { this.plane.showTest = test.checked; this.plane.draw(); } });
    return h('div', { class: 'column' },
      h('section', { class: 'panel', 'aria-label': 'Network' }, this.drawing.canvas,
        h('p', { class: 'note' }, 'Blue, whole lines are weights above 0; vermilion, dashed ones below. Click a line or a neuron to edit its weight or bias.'),
        labelled('Edit a weight or bias', this.form.element)),
      h('section', { class: 'panel', 'aria-label': 'Decision map' },
        h('div', { class: 'plane' }, this.plane.canvas, this.plane.probe,
          h('label', { class: 'check' }, test, 'Show the validation points (hollow)'))));
  }

  private results(): HTMLElement {
    const log = h('input', { type: 'checkbox', change: () => this.losses.setLog(log.checked) });
    this.health.append(this.healthPlace);
    return h('div', { class: 'column results' },
      h('section', { class: 'panel', 'aria-label': 'Measurements' }, this.numbers),
      this.coach,
      h('section', { class: 'panel', 'aria-label': 'Curves' }, this.losses.element,
        h('label', { class: 'check' }, log, 'Logarithmic loss'), this.accuracies.element),
      this.health);
  }

  begin(hello: Hello, connection: Connection): void {
    this.connection = connection;
    this.hello = hello;
    this.waiting = this.seeking = false;
    this.underway = this.draft = null;
    this.fail('');
    if (!this.controls) {
      this.controls = new Controls(hello, change => this.change(change), state => this.command({ do: 'start', state }));
      document.getElementById('controls')!.append(this.controls.data, this.controls.network, this.controls.training);
      this.follow(this.fragment);
    }
    this.curve = emptyColumns();
    this.curveVersion = 0;
    this.dataVersion = -1;
    this.stale = true;
  }

  /** Starts what a link describes. */
  follow(fragment: URLSearchParams): void {
    this.fragment = fragment;
    const text = fragment.get('s');
    if (!text || !this.hello) return;
    try {
      this.command({ do: 'start', state: sharedState(text) });
    } catch {
      this.fail('The link does not hold an experiment: it may have been cut short.');
    }
  }

  receive(message: Message): void {
    this.stale = true;
    if (message.type === 'state') this.receiveState(message as unknown as StateMessage);
    else if (message.type === 'notice') this.notice(message as unknown as Notice);
    else if (message.type === 'status') {
      const status = message as unknown as Status;
      if (status.reason === 'diverged') this.fail(status.text);
    }
  }

  lost(text: string): void {
    this.fail(text);
  }

  private fail(text: string): void {
    this.error.hidden = text === '';
    this.error.textContent = text;
  }

  private receiveState(message: StateMessage): void {
    const before = this.state;
    this.state = message;
    this.last = message.last;
    if (message.reset || !before) {
      this.curve = emptyColumns();
      this.old = null;
      this.curveVersion = 0;
      this.units = this.weights = null;
      for (const notice of this.coach.querySelectorAll('.notice')) notice.remove();
      this.coach.hidden = true;
    } else if (message.branch.id !== before.branch.id) {
      this.old = this.curve[0].length > 0 ? this.curve : this.old;
      this.curve = emptyColumns();
      this.curveVersion = 0;
    }
    if (message.data.version !== this.dataVersion) void this.readPoints(message.data.version);
    this.controls?.update(this.draft ?? message.state);
    this.branches.hidden = message.branches.length < 2;
    fill(this.branches, message.branches.map(branch => String(branch.id)), message.branches.map(branch =>
      branch.from ? `branch ${branch.id}, from step ${branch.step}: ${branch.changed.join(', ')}` : `branch ${branch.id}`));
    this.branches.value = String(message.branch.id);
  }

  private async readPoints(version: number): Promise<void> {
    this.dataVersion = version;
    const answer = await this.ask<ArrayBuffer>({ do: 'points' });
    if (!answer) return;
    this.plane.points = readPoints(answer);
    this.plane.draw();
  }

  /** Asks, and shows what is refused. */
  private async ask<T>(command: Record<string, unknown>): Promise<T | null> {
    try {
      const answer = await this.connection!.ask<T>(command);
      this.stale = true;
      return answer;
    } catch (refused) {
      if (!(refused instanceof Refused)) throw refused;
      this.fail(refused.message);
      if (this.state) this.controls?.update(this.state.state);
      return null;
    }
  }

  private command(command: Record<string, unknown>): void {
    this.fail('');
    this.stale = true;
    void this.ask(command);
  }

  private start(change: (state: Experiment) => void): void {
    if (!this.state) return;
    const state = structuredClone(this.state.state);
    change(state);
    this.command({ do: 'start', state });
  }

  /** Changes made while one is under way are sent together when it has been answered. */
  private change(change: (state: Experiment) => void): void {
    const base = this.draft ?? this.underway ?? this.state?.state;
    if (!base) return;
    this.draft = structuredClone(base);
    change(this.draft);
    if (!this.underway) void this.send();
  }

  private async send(): Promise<void> {
    while (this.draft) {
      this.fail('');
      this.underway = this.draft;
      this.draft = null;
      if (!(await this.ask({ do: 'change', state: this.underway }))) this.draft = null;
    }
    this.underway = null;
  }

  private toggle(): void {
    if (this.status?.playing) this.command({ do: 'pause' });
    else this.command({ do: 'play', stepsPerSecond: SPEEDS[this.speed.valueAsNumber] });
  }

  private setSpeed(): void {
    const speed = SPEEDS[this.speed.valueAsNumber];
    this.speedText.textContent = speed === 0 ? 'as fast as it goes' : `${speed} steps a second`;
    this.speed.setAttribute('aria-valuetext', this.speedText.textContent);
    if (this.status?.playing) this.command({ do: 'play', stepsPerSecond: speed });
  }

  private seek(step: number): void {
    this.seekTo = step;
    if (!this.seeking) void this.walk();
  }

  private async walk(): Promise<void> {
    this.seeking = true;
    while (this.seekTo !== null) {
      const step = this.seekTo;
      this.seekTo = null;
      await this.ask({ do: 'seek', step });
    }
    this.seeking = false;
  }

  private addPoint(x: number, y: number): void {
    if (this.state?.state.data.set !== 'points') return;
    const label = Number(this.controls!.own.value);
    const held = (value: number) => Math.max(-6, Math.min(6, Number(value.toFixed(3))));
    this.change(state => { state.data.own.push([held(x), held(y), label]); });
  }

  /** One frame is under way at a time, and none is asked for while nothing moves. */
  private tick(): void {
    requestAnimationFrame(() => this.tick());
    const moving = this.stale || this.status?.playing || this.status?.seeking;
    if (!this.state || !this.connection?.open || this.waiting || !moving) return;
    this.waiting = true;
    this.stale = false;
    void this.frame().finally(() => { this.waiting = false; });
  }

  private async frame(): Promise<void> {
    const want = ['status', 'curve', 'map', 'units', 'weights', ...(this.health.open ? ['health'] : [])];
    const asked = this.state;
    const answer = await this.ask<ArrayBuffer>({ do: 'frame', want, curve: this.curve[0].length, curveVersion: this.curveVersion });
    this.stale = this.state !== asked;
    if (!answer || !this.state || this.state !== asked) return;
    const { sections } = readFrame(answer);
    const curve = sections.get('curve');
    if (curve) this.addToCurve(curve);
    const map = sections.get('map');
    const units = sections.get('units');
    const weights = sections.get('weights');
    this.units = units ? readUnits(units) : null;
    this.weights = weights ? floats(weights) : null;
    this.plane.show(map ? readMap(map) : null);
    this.drawing.draw(this.state, this.units, this.weights);
    this.form.update(this.state, this.weights);
    this.showStatus(readStatus(sections.get('status')!));
    const health = sections.get('health');
    if (health) this.healthPlace.replaceChildren(healthTable(health, this.state));
  }

  private addToCurve(view: DataView): void {
    this.curveVersion = view.getUint32(0, true);
    const first = view.getUint32(4, true);
    const values = new Float64Array(view.buffer as ArrayBuffer, view.byteOffset + 16, 6 * view.getUint32(12, true));
    this.curve = this.curve.map((column, i) => {
      const kept = column.slice(0, first);
      for (let at = i; at < values.length; at += 6) kept.push(values[at]);
      return kept;
    });
    this.losses.show(this.curve, this.old);
    this.accuracies.show(this.curve, this.old);
  }

  private showStatus(status: StatusNumbers): void {
    this.status = status;
    this.last = Math.max(this.last, status.step);
    this.play.textContent = status.playing ? 'Pause' : 'Play';
    this.time.max = String(this.last);
    if (!this.seeking && this.seekTo === null) this.time.value = String(status.step);
    this.timeText.textContent = `step ${status.step} of ${this.last}`;
    this.time.setAttribute('aria-valuetext', this.timeText.textContent);
    const shown: Record<string, string> = {
      epoch: number(status.epochs, 4), 'training loss': number(status.trainLoss), 'validation loss': number(status.testLoss),
      'training accuracy': number(status.trainAccuracy), 'validation accuracy': number(status.testAccuracy),
      'learning rate': number(status.learningRate), 'steps a second': number(Math.round(status.speed), 6),
    };
    if (this.numbers.childElementCount === 0) {
      for (const name of Object.keys(shown)) this.numbers.append(h('div', {}, h('dt', {}, name), h('dd', { 'data-name': name })));
    }
    Object.values(shown).forEach((text, i) => { this.numbers.children[i].lastElementChild!.textContent = text; });
  }

  private redraw(): void {
    this.plane.draw();
    if (this.state) this.drawing.draw(this.state, this.units, this.weights);
  }

  private notice(notice: Notice): void {
    const card = h('div', { class: 'notice' }, h('p', {}, `Step ${notice.step}: ${notice.text}`), h('p', { class: 'note' }, notice.suggestion));
    const { fix } = notice;
    if (fix) {
      const button = h('button', { type: 'button', click: () => void this.fix(fix.state, button) }, `Set ${fix.label}`);
      card.append(button);
    }
    this.coach.querySelector('h2')!.after(card);
    [...this.coach.querySelectorAll('.notice')].slice(3).forEach(oldest => oldest.remove());
    this.coach.hidden = false;
  }

  private async fix(state: Experiment, button: HTMLButtonElement): Promise<void> {
    const before = this.state?.branch.id;
    const answer = await this.ask<StateMessage>({ do: 'change', state });
    if (!answer) return;
    const { id, from } = answer.branch;
    const undo = h('button', { type: 'button', click: () => { this.command({ do: 'branch', branch: from }); undo.remove(); } }, 'Undo');
    if (id === before || answer.reset) button.remove();
    else button.replaceWith(undo);
  }

  private async share(): Promise<void> {
    if (!this.state) return;
    const link = shareLink(this.state.state);
    history.replaceState(null, '', link);
    try {
      await navigator.clipboard.writeText(link);
      this.shared.textContent = 'The link is copied.';
    } catch {
      this.shared.textContent = 'The link is in the address bar.';
    }
  }

  private async showCode(): Promise<void> {
    const code = await this.ask<Code>({ do: 'code' });
    if (!code) return;
    const source = h('pre', { tabindex: '0' }, code.source);
    this.code.replaceChildren(h('h2', {}, code.name),
      h('p', { class: 'note' }, code.exact ? 'Prints the numbers of this page, digit by digit.' : code.why), source,
      h('div', { class: 'row' },
        h('button', { type: 'button', click: () => void navigator.clipboard.writeText(code.source) }, 'Copy'),
        h('button', { type: 'button', click: () => this.code.close() }, 'Close')));
    this.code.showModal();
  }
}
