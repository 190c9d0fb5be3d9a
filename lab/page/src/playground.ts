import { ACCURACIES, Chart, LOSSES, RATES } from './charts';
import { Coach } from './coach';
import type { Message } from './connection';
import { Controls } from './controls';
import { h, labelled } from './dom';
import { healthTables } from './health';
import { NetworkDrawing, WeightForm } from './network';
import { Numbers } from './numbers';
import { Plane } from './plane';
import {
  type Frame, type StateMessage, type UnitMaps, type DecisionMap, floats, readMap, readUnits,
} from './protocol';
import { record } from './share';
import { FoldedTable, curveTable, weightTables } from './table';
import type { Host, View } from './view';

/** Everything of an experiment in the plane: its data, its network, its training, and what comes of them. */
export class Playground implements View {
  readonly id = 'playground';
  readonly title = 'Playground';
  readonly element: HTMLElement;
  private readonly controls: Controls;
  private readonly plane = new Plane((x, y) => this.addPoint(x, y));
  private readonly form: WeightForm;
  private readonly drawing = new NetworkDrawing(pick => this.form.pick(pick));
  private readonly numbers = new Numbers();
  private readonly coach: Coach;
  private readonly health: FoldedTable;
  private readonly weightTable: FoldedTable;
  private readonly curveTable: FoldedTable;
  private readonly planar: HTMLElement;
  private readonly pictures = h('div', { class: 'panel empty', hidden: true });
  private readonly test = h('input', { type: 'checkbox', change: () => this.showPoints() });
  private readonly log = h('input', { type: 'checkbox', change: () => this.losses.setLog(this.log.checked) });
  private readonly losses = new Chart('Loss', LOSSES, false, 'Loss at the newest step', h('label', { class: 'check' }, this.log, 'Logarithmic loss'));
  private readonly accuracies = new Chart('Accuracy', ACCURACIES, true, 'Accuracy at the newest step');
  private readonly rates = new Chart('Learning rate', RATES, false, 'Learning rate of the next step');
  private units: UnitMaps | null = null;
  private map: DecisionMap | null = null;
  private weights: Float32Array | null = null;
  private visible = false;

  constructor(private readonly host: Host) {
    this.form = new WeightForm((pick, value) => void host.ask({ do: 'edit', ...pick, value }));
    this.controls = new Controls(host.hello, change => void host.change(change), state => host.start(state), () => this.hold());
    this.coach = new Coach(host);
    const touch = () => host.touch();
    this.health = new FoldedTable('Health: gradients, updates, dead and saturated units', touch);
    this.weightTable = new FoldedTable('All weights as a table', touch);
    this.curveTable = new FoldedTable('The newest points as a table', touch);
    this.pictures.append(h('h2', {}, 'This experiment learns pictures'),
      h('p', {}, 'There is no plane to draw for 784 inputs.'),
      h('div', { class: 'row' },
        h('button', { type: 'button', class: 'primary', click: () => host.show('digits') }, 'Open Digits'),
        h('button', { type: 'button', click: () => host.start(host.hello.choices.offers.circle) }, 'Start with the circle')));
    this.planar = h('div', { class: 'playground' },
      this.mapPanel(),
      this.networkPanel(),
      h('div', { class: 'column controls' }, this.controls.data, this.controls.network, this.controls.training),
      this.results());
    this.element = h('div', {}, this.pictures, this.planar);
    new ResizeObserver(() => this.redraw()).observe(this.element);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.redraw());
  }

  private networkPanel(): HTMLElement {
    return h('section', { class: 'panel network', 'aria-label': 'Network' }, this.drawing.element,
      h('p', { class: 'note' }, 'Blue, whole lines are weights above 0; vermilion, dashed ones below. Click a line or a neuron to edit its weight or bias.'),
      labelled('Edit a weight or bias', this.form.element), this.weightTable.element);
  }

  private mapPanel(): HTMLElement {
    return h('section', { class: 'panel map', 'aria-label': 'Decision map' },
      h('div', { class: 'plane' }, this.plane.element, this.plane.probe,
        h('label', { class: 'check' }, this.test, 'Show the validation points (hollow)')));
  }

  private results(): HTMLElement {
    return h('div', { class: 'column results' },
      h('section', { class: 'panel', 'aria-label': 'Measurements' }, this.numbers.element),
      this.coach.element,
      h('section', { class: 'panel', 'aria-label': 'Curves' }, this.losses.element, this.accuracies.element, this.rates.element, this.curveTable.element),
      h('section', { class: 'panel', 'aria-label': 'Health' }, this.health.element));
  }

  wants(): string[] {
    return ['map', 'units', 'weights', ...(this.health.element.open ? ['health'] : [])];
  }

  frame({ sections }: Frame): void {
    const { state, status, curve } = this.host;
    const playing = status!.playing;
    const map = sections.get('map');
    const units = sections.get('units');
    const weights = sections.get('weights');
    this.map = map ? readMap(map) : null;
    this.units = units ? readUnits(units) : null;
    this.weights = weights ? floats(weights) : null;
    this.plane.show(this.map);
    this.drawing.draw(state, this.units, this.weights, this.map, playing);
    this.form.update(state, this.weights, playing);
    this.numbers.show(status!);
    for (const chart of [this.losses, this.accuracies, this.rates]) chart.show(curve.now, curve.old, playing);
    const health = sections.get('health');
    this.health.show(() => (health ? healthTables(health, state) : [h('p', { class: 'note' }, 'Nothing is measured before the first step.')]), playing);
    this.weightTable.show(() => (this.weights ? weightTables(state, this.weights) : []), playing);
    this.curveTable.show(() => [curveTable(curve.now)], playing);
  }

  state(message: StateMessage): void {
    if (message.reset) this.units = this.weights = this.map = null;
    this.pictures.hidden = message.data.area !== null;
    this.planar.hidden = message.data.area === null;
    this.plane.data = message.data;
    this.coach.state(message);
    this.controls.update(message.state);
    void this.host.points().then(points => {
      this.plane.points = points;
      this.showPoints();
    });
  }

  receive(message: Message): void {
    this.coach.receive(message);
  }

  shown(): void {
    this.visible = true;
    this.hold();
    this.redraw();
  }

  hidden(): void {
    this.visible = false;
    this.host.hold('');
  }

  /** What is picked but not there yet cannot be trained on. */
  private hold(): void {
    if (this.visible) this.host.hold(this.controls.pasting ? 'Paste a table and press “Use this table” first.' : '');
  }

  save(): unknown {
    return { log: this.log.checked, test: this.test.checked };
  }

  load(saved: unknown): void {
    const { log, test } = record(saved);
    this.log.checked = log === true;
    this.test.checked = test === true;
    this.showPoints();
    this.losses.setLog(this.log.checked);
  }

  private redraw(): void {
    this.plane.draw();
    this.drawing.draw(this.host.state, this.units, this.weights, this.map);
  }

  /** Of points drawn by hand none is out of sight. */
  private showPoints(): void {
    this.test.parentElement!.hidden = this.host.state.state.data.set === 'points';
    this.plane.showTest = this.test.checked || this.host.state.state.data.set === 'points';
    this.plane.draw();
  }

  private addPoint(x: number, y: number): void {
    if (this.host.state.state.data.set !== 'points') return;
    const label = Number(this.controls.own.value);
    const held = (value: number) => Math.max(-6, Math.min(6, Number(value.toFixed(3))));
    void this.host.change(state => { state.data.own.push([held(x), held(y), label]); });
  }
}
