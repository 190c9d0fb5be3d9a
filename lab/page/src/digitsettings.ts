import { Controls } from './controls';
import { fill, h, labelled } from './dom';
import type { StateMessage } from './protocol';
import type { Host } from './view';

const SETS: Record<string, string> = { mnist: 'handwritten (MNIST)', digits: 'drawn by a program' };

/** What a person can set of a network that reads digits. */
export class DigitSettings {
  readonly element: HTMLElement;
  private readonly summary = h('p', { class: 'note' });
  private readonly set = h('select', { change: () => this.host.start(this.host.hello.choices.offers[this.set.value]) });
  private readonly pictures = h('input', { type: 'number', min: '100', step: '100', change: () => this.number(this.pictures, (state, n) => { state.data.points = n; }) });
  private readonly layers = h('input', { type: 'text', inputmode: 'numeric', change: () => this.setLayers() });
  private readonly more = h('div', {});
  private controls: Controls | null = null;

  constructor(private readonly host: Host) {
    const { hello } = host;
    fill(this.set, Object.keys(SETS).filter(set => set !== 'mnist' || hello.mnist), Object.keys(SETS).filter(set => set !== 'mnist' || hello.mnist).map(set => SETS[set]));
    this.pictures.max = String(hello.limits.pictures);
    this.layers.title = 'Units of each hidden layer, such as 64 or 128, 32; nothing for none';
    this.element = h('section', { class: 'panel', 'aria-label': 'Experiment' }, h('h2', {}, 'Experiment'), this.summary,
      h('details', {}, h('summary', {}, 'Change it'),
        h('div', { class: 'grid' }, labelled('Which digits', this.set), labelled('Pictures', this.pictures)),
        labelled('Units of the hidden layers', this.layers), this.more));
  }

  state({ state, data, model, stepsPerEpoch }: StateMessage): void {
    const { layers } = state.network;
    const sizes = [model.inputs.length || 784, ...layers.map(layer => layer.units), model.outputs];
    const weights = sizes.slice(1).reduce((sum, size, i) => sum + size * (sizes[i] + 1), 0);
    this.summary.textContent = `${data.train} pictures to learn from, ${data.test} to check with. A network of ${sizes.join(' – ')} units`
      + `, ${weights.toLocaleString('en')} weights. ${state.training.optimizer.name}, learning rate ${state.training.optimizer.learningRate}, `
      + `${state.training.batchSize} pictures a step, ${stepsPerEpoch} steps an epoch.`;
    this.set.value = state.data.set;
    if (document.activeElement !== this.pictures) this.pictures.value = String(state.data.points);
    if (document.activeElement !== this.layers) this.layers.value = layers.map(layer => layer.units).join(', ');
    if (!this.controls) {
      this.controls = new Controls(this.host.hello, change => void this.host.change(change), other => this.host.start(other));
      this.more.append(this.controls.training);
    }
    this.controls.update(state);
  }

  private number(input: HTMLInputElement, set: (state: StateMessage['state'], value: number) => void): void {
    const value = input.valueAsNumber;
    if (Number.isFinite(value)) this.host.change(state => set(state, Math.round(value)));
  }

  private setLayers(): void {
    const units = this.layers.value.split(/[\s,;–-]+/).filter(text => text !== '').map(Number);
    if (units.some(count => !Number.isInteger(count) || count < 1 || count > this.host.hello.limits.pictureUnits)) {
      this.host.fail(`Hidden layers are whole numbers from 1 to ${this.host.hello.limits.pictureUnits}, such as 64 or 128, 32; not "${this.layers.value}".`);
      return;
    }
    this.host.change(state => {
      const activation = state.network.layers[0]?.activation ?? 'relu';
      state.network.layers = units.map(count => ({ units: count, activation }));
    });
  }
}
