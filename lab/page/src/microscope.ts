import { h, labelled } from './dom';
import { Flow } from './flow';
import type { Look } from './look';
import { Plane } from './plane';
import { type Frame, type Point, type StateMessage, readMap } from './protocol';
import { record } from './share';
import { StageText } from './stagetext';
import { type Stage, stages } from './stages';
import type { Host, View } from './view';

/** One step of training on one example, slowly: every number of it, stage by stage. */
export class Microscope implements View {
  readonly id = 'microscope';
  readonly title = 'Microscope';
  readonly element: HTMLElement;
  private readonly plane: Plane;
  private readonly of = h('select', { change: () => this.pick(this.of.value === 'test' ? 'test' : 'train', 0) },
    h('option', { value: 'train' }, 'training'), h('option', { value: 'test' }, 'validation'));
  private readonly index = h('input', { type: 'number', min: '1', step: '1', value: '1', change: () => this.pickTyped() });
  private readonly count = h('output', { class: 'note' });
  private readonly steps = h('ol', { class: 'stages', 'aria-label': 'Stages of the step' });
  private readonly before = h('button', { type: 'button', click: () => this.go(this.stage - 1) }, '← Previous');
  private readonly after = h('button', { type: 'button', class: 'primary', click: () => this.go(this.stage + 1) }, 'Next →');
  private readonly flow = new Flow(unit => { this.unit = unit; this.render(); });
  private readonly text = new StageText(unit => { this.unit = unit; this.render(); });
  private readonly work = h('div', { class: 'column' });
  private readonly cannot = h('p', { class: 'panel', hidden: true });
  private example: { of: 'train' | 'test'; index: number } = { of: 'train', index: 0 };
  private look: Look | null = null;
  private list: Stage[] = [];
  private stage = 0;
  private unit = 0;
  private points: Point[] = [];
  private visible = false;
  private asking = false;
  private askedAt = 0;
  private fresh = false;

  constructor(private readonly host: Host) {
    this.plane = new Plane((x, y) => this.pickNearest(x, y), {
      label: 'The examples over the decision map. Arrow keys go to the next example in that direction.',
      hint: 'Click an example, or go from one to the next by the arrow keys.',
      arrow: (dx, dy) => this.pickTowards(dx, dy),
    });
    this.work.append(
      h('section', { class: 'panel', 'aria-label': 'Stages' }, this.steps,
        h('div', { class: 'row stepper' }, this.before, this.after,
          h('button', { type: 'button', click: () => this.makeStep() }, 'Make one step'))),
      h('section', { class: 'panel', 'aria-label': 'The network at this stage' }, this.flow.element),
      this.text.element);
    this.element = h('div', { class: 'microscope' },
      h('section', { class: 'panel', 'aria-label': 'Example' },
        h('h2', {}, 'One example'), h('div', { class: 'plane' }, this.plane.element, this.plane.probe),
        h('div', { class: 'grid' }, labelled('From the points for', this.of), labelled('Number', this.index)),
        h('div', { class: 'row' },
          h('button', { type: 'button', click: () => this.pick(this.example.of, this.example.index - 1) }, '← Example'),
          h('button', { type: 'button', click: () => this.pick(this.example.of, this.example.index + 1) }, 'Example →'), this.count)),
      this.cannot, this.work);
    new ResizeObserver(() => this.redraw()).observe(this.element);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.plane.draw());
  }

  wants(): string[] {
    return ['map'];
  }

  frame({ sections, step }: Frame): void {
    const map = sections.get('map');
    this.plane.show(map ? readMap(map) : null);
    if (this.look?.step !== step) this.fresh = false;
    const pause = this.host.status?.playing ? 250 : 0; // a person cannot read faster
    if (!this.fresh && performance.now() - this.askedAt >= pause) void this.read();
  }

  state(message: StateMessage): void {
    this.fresh = false;
    this.plane.data = message.data;
    void this.host.points().then(points => {
      if (this.points === points) return;
      this.points = this.plane.points = points;
      this.pick(this.example.of, this.example.index);
    });
    const weights = message.model.parameters.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
    const most = this.host.hello.limits.lookParameters;
    const why = !message.data.area ? 'The microscope is for points in the plane, and this experiment has pictures. Pick a set of points in the Playground.'
      : weights > most ? `This network has ${weights} weights; the microscope shows networks of at most ${most}.` : '';
    this.cannot.textContent = why;
    this.cannot.hidden = why === '';
    this.work.hidden = why !== '';
    if (why) this.look = null;
  }

  shown(): void {
    this.visible = true;
    this.fresh = false;
    this.redraw();
  }

  hidden(): void {
    this.visible = false;
  }

  save(): unknown {
    return { ...this.example, stage: this.stage, unit: this.unit };
  }

  load(saved: unknown): void {
    const { of, index, stage, unit } = record(saved);
    const whole = (value: unknown) => (Number.isInteger(value) ? Math.max(0, value as number) : 0);
    this.example = { of: of === 'test' ? 'test' : 'train', index: whole(index) };
    this.stage = whole(stage);
    this.unit = whole(unit);
    this.fresh = false;
  }

  private size(of: 'train' | 'test'): number {
    return this.points.filter(point => point.test === (of === 'test')).length;
  }

  private pick(of: 'train' | 'test', index: number): void {
    const size = this.size(of);
    if (size === 0) return;
    this.example = { of, index: index < 0 ? size - 1 : index >= size ? 0 : index };
    this.of.value = of;
    this.index.max = String(size);
    this.index.value = String(this.example.index + 1);
    this.count.textContent = `of ${size}`;
    this.plane.showTrain = of === 'train';
    this.plane.showTest = of === 'test';
    this.plane.picked = this.points[this.example.index + (of === 'test' ? this.size('train') : 0)] ?? null;
    this.plane.draw();
    this.fresh = false;
    this.host.touch();
  }

  private pickTyped(): void {
    if (Number.isFinite(this.index.valueAsNumber)) this.pick(this.example.of, Math.round(this.index.valueAsNumber) - 1);
  }

  private pickBest(far: (point: Point) => number): void {
    let best = -1;
    let least = Infinity;
    const own = this.points.filter(point => point.test === (this.example.of === 'test'));
    own.forEach((point, i) => {
      const away = far(point);
      if (away < least) [least, best] = [away, i];
    });
    if (best >= 0) this.pick(this.example.of, best);
  }

  private pickNearest(x: number, y: number): void {
    this.pickBest(point => Math.hypot(point.x - x, point.y - y));
  }

  /** The nearest example within the quarter of the plane that the arrow points to. */
  private pickTowards(dx: number, dy: number): void {
    const from = this.plane.picked;
    if (!from) return;
    this.pickBest(point => {
      const [x, y] = [point.x - from.x, point.y - from.y];
      const along = x * dx + y * dy;
      return along > 0 && along >= Math.abs(x * dy - y * dx) ? Math.hypot(x, y) : Infinity;
    });
  }

  private makeStep(): void {
    this.host.fail('');
    void this.host.ask({ do: 'step', unit: 'batch', count: 1 });
  }

  private go(stage: number): void {
    this.stage = Math.max(0, Math.min(this.list.length - 1, stage));
    this.render();
  }

  private async read(): Promise<void> {
    if (this.asking || !this.visible || !this.cannot.hidden || this.points.length === 0) return;
    this.asking = true;
    this.fresh = true;
    this.askedAt = performance.now();
    const look = await this.host.ask<Look>({ do: 'look', ...this.example });
    this.asking = false;
    if (look) this.look = look;
    this.render();
  }

  private redraw(): void {
    this.plane.draw();
    if (this.visible) this.render();
  }

  private render(): void {
    if (!this.look) return;
    const { state, model } = this.host.state;
    this.list = stages(this.look, state, model.classes, this.unit);
    this.stage = Math.min(this.stage, this.list.length - 1);
    const stage = this.list[this.stage];
    const shorts = this.list.map(other => other.short).join();
    if (this.steps.dataset.key !== shorts) {
      this.steps.dataset.key = shorts;
      this.steps.replaceChildren(...this.list.map((other, i) =>
        h('li', { class: other.way }, h('button', { type: 'button', title: other.title, click: () => this.go(i) }, other.short))));
    }
    [...this.steps.children].forEach((item, i) => {
      const button = item.firstElementChild!;
      if (i === this.stage) button.setAttribute('aria-current', 'step');
      else button.removeAttribute('aria-current');
      item.classList.toggle('done', i < this.stage);
    });
    this.before.disabled = this.stage === 0;
    this.after.disabled = this.stage === this.list.length - 1;
    this.flow.draw(this.look, stage, this.unit);
    this.text.show(this.look, stage, this.unit, `${this.stage + 1} of ${this.list.length}`, state.training.batchSize);
  }
}
