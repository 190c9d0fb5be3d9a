import { fill, h, inputName, labelled } from './dom';
import type { Experiment, Hello } from './protocol';

const NAMES: Record<string, string> = {
  xor: 'XOR', circle: 'circle', spiral: 'spiral', moons: 'moons', gaussian: 'two clusters', plane: 'plane (regression)',
  gauss: 'bumps (regression)', points: 'your own points', csv: 'pasted CSV',
};
const OWN: [number, number, number][] = [[-3, -3, 0], [-2, -3, 0], [-3, -2, 0], [3, 3, 1], [2, 3, 1], [3, 2, 1], [-3, 3, 1], [3, -3, 0]];

/** The sets whose labels are numbers. */
const NUMBERS = ['plane', 'gauss'];

const SCHEDULES = ['constant', 'cosine:end=0.01', 'step:every=500,factor=0.5', 'exponential:end=0.01', 'polynomial:power=2', 'warmup:steps=100',
  'warmup-cosine:warmup=100', 'one-cycle:peak=0.3', 'cosine-restarts:period=500'];

type Change = (change: (state: Experiment) => void) => void;

/** Takes a table; a loss that is not for its labels gives way to the usual one. */
function useTable(state: Experiment, csv: string, hello: Hello): void {
  state.data.set = 'csv';
  state.data.csv = csv;
  const numbers = csv.split('\n').some(line => /[,;\t]\s*"?-?\d*\.\d*[1-9]\d*"?\s*$/.test(line));
  const fits = hello.choices.losses.find(loss => loss.name === state.training.loss)?.for;
  if (numbers) state.data.sorted = false;
  if (fits !== 'both' && fits !== (numbers ? 'numbers' : 'classes')) state.training.loss = numbers ? 'mse' : 'cross-entropy';
}

/** A number that is sent when it is done. */
function numeric(step: string, min: string, max: string, done: (value: number) => void): HTMLInputElement {
  return h('input', {
    type: 'number', step, min, max,
    change: event => {
      const value = (event.target as HTMLInputElement).valueAsNumber;
      if (Number.isFinite(value)) done(value);
    },
    blur: event => { // what was refused, or is no number, gives way to what is in force
      const input = event.target as HTMLInputElement;
      input.value = input.dataset.force ?? input.value;
    },
  });
}

function put(input: HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement, value: string): void {
  input.dataset.force = value;
  if (document.activeElement !== input || input instanceof HTMLSelectElement) input.value = value;
}

/** Everything of the experiment that a person can set. What the server says is what they show. */
export class Controls {
  readonly data = h('fieldset', { class: 'panel' }, h('legend', {}, 'Data'));
  readonly network = h('fieldset', { class: 'panel' }, h('legend', {}, 'Network'));
  readonly training = h('fieldset', { class: 'panel' }, h('legend', {}, 'Training'));
  readonly own = h('select', { 'aria-label': 'Class of the points you add' });
  private readonly layers = h('div', { class: 'layers' });
  private readonly settings = h('div', { class: 'grid' });
  private readonly shown: ((state: Experiment) => void)[] = [];
  private last: Experiment | null = null;
  /** Whether the set "csv" is picked, but no table is used yet. */
  pasting = false;
  private layersKey = '';
  private settingsKey = '';

  constructor(private readonly hello: Hello, private readonly change: Change, start: (state: Experiment) => void,
    /** Is told when it has come to be waited for a table, or no longer. */
    private readonly pastes: () => void = () => {}) {
    this.buildData(start);
    this.buildNetwork();
    this.buildTraining();
  }

  update(state: Experiment): void {
    if (this.last && this.last.data.set !== state.data.set) this.pasting = false; // another experiment has been started meanwhile
    this.last = state;
    for (const show of this.shown) show(state);
    this.showLayers(state);
    this.showSettings(state);
    this.pastes();
  }

  private field(
    place: HTMLElement, text: string, step: string, min: string, max: string,
    get: (state: Experiment) => number, set: (state: Experiment, value: number) => void,
  ): HTMLElement {
    const input = numeric(step, min, max, value => this.change(state => set(state, value)));
    this.shown.push(state => put(input, String(get(state))));
    const field = labelled(text, input);
    place.append(field);
    return field;
  }

  private menu(
    place: HTMLElement, text: string, values: string[], get: (state: Experiment) => string,
    set: (state: Experiment, value: string) => void, texts = values,
  ): HTMLSelectElement {
    const menu = h('select', { change: () => this.change(state => set(state, menu.value)) });
    fill(menu, values, texts);
    this.shown.push(state => put(menu, get(state)));
    place.append(labelled(text, menu));
    return menu;
  }

  private check(
    place: HTMLElement, text: string, get: (state: Experiment) => boolean, set: (state: Experiment, on: boolean) => void,
  ): HTMLElement {
    const box = h('input', { type: 'checkbox', change: () => this.change(state => set(state, box.checked)) });
    this.shown.push(state => { box.checked = get(state); });
    const field = h('label', { class: 'check' }, box, text);
    place.append(field);
    return field;
  }

  private buildData(start: (state: Experiment) => void): void {
    const sets = this.hello.choices.sets.filter(name => NAMES[name]);
    const set = h('select', { change: () => this.pick(set.value, start) });
    fill(set, sets, sets.map(name => NAMES[name]));
    this.shown.push(state => put(set, this.pasting ? 'csv' : state.data.set));
    const grid = h('div', { class: 'grid' });
    this.field(grid, 'Points', '10', '10', '5000', s => s.data.points, (s, v) => { s.data.points = v; });
    this.field(grid, 'Noise (0 to 0.5)', '0.05', '0', '0.5', s => s.data.noise, (s, v) => { s.data.noise = v; });
    this.field(grid, 'Share to train on', '0.1', '0.1', '0.9', s => s.data.split, (s, v) => { s.data.split = v; });
    const balance = this.field(grid, 'Share of class 1', '0.1', '0.1', '0.9', s => s.data.balance, (s, v) => { s.data.balance = v; });
    const sorted = this.check(this.data, 'Sorted by class', s => s.data.sorted, (s, on) => { s.data.sorted = on; });
    const again = h('button', { type: 'button', click: () => this.change(s => { s.data.seed++; }) }, 'Draw other points');
    fill(this.own, ['1', '0', '2', '3'], ['class 1', 'class 0', 'class 2', 'class 3']);
    const own = h('div', {},
      h('p', { class: 'note' }, 'Click the map, or move the probe with the arrow keys and press Enter, to add a point of this class. Half of the points are for validation: the hollow ones.'),
      h('div', { class: 'row' }, this.own, h('button', { type: 'button', click: () => this.change(s => { s.data.own = s.data.own.slice(0, -1); }) }, 'Take the last away')));
    const csv = this.buildCsv(set);
    this.shown.push(state => {
      own.hidden = this.pasting || state.data.set !== 'points';
      grid.hidden = again.hidden = this.pasting || state.data.set === 'points' || state.data.set === 'csv';
      balance.hidden = NUMBERS.includes(state.data.set);
      sorted.hidden = this.pasting || NUMBERS.includes(state.data.set);
    });
    this.data.append(labelled('Set', set), grid, sorted, again, own, csv);
  }

  /** The place for a table. What was pasted stays until it is used, also where it is refused. */
  private buildCsv(set: HTMLSelectElement): HTMLElement {
    const text = h('textarea', { rows: '6', 'aria-label': 'CSV with three columns: two inputs and the label', placeholder: 'x,y,label\n1.5,2,a\n0.3,-1,b' });
    const csv = h('div', {}, h('p', { class: 'note' }, 'Three columns, two inputs and the label, and at least ten rows; the first can be names.'), text,
      h('button', { type: 'button', click: () => this.change(s => useTable(s, text.value, this.hello)) }, 'Use this table'));
    let used = '';
    this.shown.push(state => {
      if (state.data.set === 'csv') this.pasting = false;
      if (state.data.csv !== used) text.value = used = state.data.csv;
      csv.hidden = !this.pasting && state.data.set !== 'csv';
    });
    set.addEventListener('change', () => {
      this.pasting = set.value === 'csv';
      if (this.last) this.update(this.last);
      if (this.pasting) text.focus();
    });
    return csv;
  }

  private pick(set: string, start: (state: Experiment) => void): void {
    const offer = this.hello.choices.offers[set];
    if (offer) start(offer);
    else if (set === 'points') {
      this.change(state => {
        state.data.set = set;
        if (state.data.own.length < 4) state.data.own = OWN;
        state.training.loss = 'cross-entropy';
      });
    }
  }

  private buildNetwork(): void {
    const features = h('div', { class: 'checks', role: 'group', 'aria-label': 'Inputs' });
    for (const name of this.hello.choices.features) {
      this.check(features, inputName(name), s => s.network.features.includes(name), (s, on) => {
        s.network.features = this.hello.choices.features.filter(other => (other === name ? on : s.network.features.includes(other)));
      });
    }
    const more = h('button', { type: 'button', 'aria-label': 'Add a layer', click: () => this.change(s => {
      s.network.layers.push({ ...(s.network.layers.at(-1) ?? { units: 4, activation: 'tanh' }) });
    }) }, '+ layer');
    const less = h('button', { type: 'button', 'aria-label': 'Take the last layer away', click: () => this.change(s => { s.network.layers.pop(); }) }, '− layer');
    const grid = h('div', { class: 'grid' });
    this.menu(grid, 'First weights', this.hello.choices.initializers, s => s.network.initializer, (s, v) => { s.network.initializer = v; });
    this.field(grid, 'Dropout', '0.1', '0', '0.9', s => s.network.dropout, (s, v) => { s.network.dropout = v; });
    this.network.append(features, this.layers, h('div', { class: 'row' }, more, less), grid);
    this.shown.push(state => {
      less.disabled = state.network.layers.length === 0;
      more.disabled = state.network.layers.length >= this.hello.limits.layers;
    });
  }

  /** One row a layer; they stay, and so does the focus, as long as their number does. */
  private showLayers(state: Experiment): void {
    const layers = state.network.layers;
    if (this.layersKey !== String(layers.length)) {
      this.layersKey = String(layers.length);
      this.layers.replaceChildren(...layers.map((_, i) => {
        const units = (by: number) => () => this.change(s => { s.network.layers[i].units += by; });
        const menu = h('select', { 'aria-label': `Activation of layer ${i + 1}`, change: () => this.change(s => { s.network.layers[i].activation = menu.value; }) });
        fill(menu, this.hello.choices.activations);
        return h('div', { class: 'row layer' },
          h('span', {}, `${i + 1}`),
          h('button', { type: 'button', 'aria-label': `Fewer neurons in layer ${i + 1}`, click: units(-1) }, '−'),
          h('output', {}),
          h('button', { type: 'button', 'aria-label': `More neurons in layer ${i + 1}`, click: units(1) }, '+'),
          menu);
      }));
    }
    layers.forEach((layer, i) => {
      const row = this.layers.children[i];
      row.querySelector('output')!.textContent = String(layer.units);
      row.querySelector('select')!.value = layer.activation;
      const [less, more] = row.querySelectorAll('button');
      less.disabled = layer.units <= 1;
      more.disabled = layer.units >= this.hello.limits.units;
    });
  }

  private buildTraining(): void {
    const grid = h('div', { class: 'grid' });
    const rules = this.hello.choices.optimizers;
    this.menu(grid, 'Optimizer', Object.keys(rules), s => s.training.optimizer.name, (s, name) => {
      const usual = rules[name].learningRate;
      s.training.optimizer = { name, learningRate: typeof usual === 'number' ? usual : s.training.optimizer.learningRate };
    });
    this.field(grid, 'Learning rate', 'any', '0', '1000', s => s.training.optimizer.learningRate, (s, v) => { s.training.optimizer.learningRate = v; });
    const slider = h('input', {
      type: 'range', min: '-5', max: '1', step: '0.05', class: 'wide', 'aria-label': 'Learning rate, logarithmic',
      input: () => this.change(s => { s.training.optimizer.learningRate = Number((10 ** slider.valueAsNumber).toPrecision(2)); }),
    });
    this.shown.push(state => {
      const rate = state.training.optimizer.learningRate;
      slider.value = String(Math.log10(Math.max(1e-5, rate)));
      slider.setAttribute('aria-valuetext', String(rate));
    });
    grid.append(slider);
    const loss = this.menu(grid, 'Loss', [], s => s.training.loss, (s, v) => { s.training.loss = v; });
    loss.parentElement!.classList.add('wide');
    this.shown.unshift(state => {
      const kind = NUMBERS.includes(state.data.set) ? 'numbers' : 'classes';
      const fits = this.hello.choices.losses.filter(l => state.data.set === 'csv' || l.for === 'both' || l.for === kind);
      fill(loss, fits.map(l => l.name));
    });
    this.field(grid, 'L1', '0.001', '0', '10', s => s.training.l1, (s, v) => { s.training.l1 = v; });
    this.field(grid, 'L2', '0.001', '0', '10', s => s.training.l2, (s, v) => { s.training.l2 = v; });
    const text = (name: string, examples: string[], get: (s: Experiment) => string, set: (s: Experiment, v: string) => void) => {
      const list = h('datalist', { id: `examples-${name.toLowerCase()}` }, ...examples.map(example => h('option', { value: example })));
      const input = h('input', { type: 'text', list: list.id, change: () => this.change(s => set(s, input.value)) });
      this.shown.push(state => put(input, get(state)));
      grid.append(labelled(name, input), list);
    };
    this.field(grid, 'Batch size', '1', '1', '4096', s => s.training.batchSize, (s, v) => { s.training.batchSize = v; });
    text('Schedule', SCHEDULES, s => s.training.schedule, (s, v) => { s.training.schedule = v; });
    this.field(grid, 'Schedule epochs', '100', '1', '1000000', s => s.training.horizon, (s, v) => { s.training.horizon = v; });
    text('Clipping', ['none', 'global-norm:1', 'norm:1', 'value:0.5'], s => s.training.clip, (s, v) => { s.training.clip = v; });
    this.check(grid, 'Shuffle', s => s.training.shuffle, (s, on) => { s.training.shuffle = on; });
    this.training.append(grid, h('details', {}, h('summary', {}, 'Settings of the optimizer'), this.settings));
  }

  private showSettings(state: Experiment): void {
    const usual = this.hello.choices.optimizers[state.training.optimizer.name];
    const now = { ...usual, ...state.training.optimizer };
    const key = JSON.stringify(now);
    if (key === this.settingsKey) return;
    this.settingsKey = key;
    this.settings.replaceChildren(...Object.keys(usual).filter(name => name !== 'learningRate').map(name => {
      const value = now[name as keyof typeof now];
      if (typeof value === 'boolean') {
        const box = h('input', { type: 'checkbox', change: () => this.change(s => { s.training.optimizer[name] = box.checked; }) });
        box.checked = value;
        return h('label', { class: 'check' }, box, name);
      }
      const input = numeric('any', '', '', v => this.change(s => { s.training.optimizer[name] = v; }));
      input.value = String(value);
      return labelled(name, input);
    }));
  }
}
