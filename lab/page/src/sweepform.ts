import { Chips } from './chips';
import { h } from './dom';
import type { Hello } from './protocol';
import { record } from './share';

export interface Lists { learningRate: number[]; batchSize: number[]; optimizer: string[] }

const MOST_VALUES = 6;
const USUAL: Lists = { learningRate: [0.003, 0.03, 0.3], batchSize: [4, 32], optimizer: ['sgd', 'adam'] };

/** What is swept: the learning rates, batch sizes and optimizers, every one with every other. */
export class SweepForm {
  readonly element: HTMLElement;
  private readonly rates: Chips;
  private readonly batches: Chips;
  private readonly boxes: HTMLInputElement[];
  private readonly count = h('p', { class: 'count', role: 'status' });
  private readonly start = h('button', { type: 'button', class: 'primary', click: () => this.begin(this.lists) }, 'Start the sweep');

  constructor(private readonly hello: Hello, private readonly begin: (lists: Lists) => void) {
    const show = () => this.show();
    this.rates = new Chips({ title: 'Learning rates', one: 'learning rate', from: 0, to: 1000, whole: false, most: MOST_VALUES }, show);
    this.batches = new Chips({ title: 'Batch sizes', one: 'batch size', from: 1, to: 4096, whole: true, most: MOST_VALUES }, show);
    this.boxes = Object.keys(hello.choices.optimizers).map(name => h('input', { type: 'checkbox', value: name, change: show }));
    this.element = h('section', { class: 'panel sweep-form', 'aria-label': 'What is swept' },
      this.rates.element, this.batches.element,
      h('fieldset', { class: 'list' }, h('legend', {}, 'Optimizers'),
        h('div', { class: 'checks' }, ...this.boxes.map(box => h('label', { class: 'check' }, box, box.value)))),
      h('div', { class: 'begin' }, this.count, this.start));
    this.lists = USUAL;
  }

  get lists(): Lists {
    return {
      learningRate: this.rates.values, batchSize: this.batches.values,
      optimizer: this.boxes.filter(box => box.checked).map(box => box.value),
    };
  }

  set lists(lists: Lists) {
    for (const box of this.boxes) box.checked = lists.optimizer.includes(box.value);
    this.rates.values = lists.learningRate;
    this.batches.values = lists.batchSize;
  }

  /** Takes what a link says as far as it makes sense. */
  load(saved: unknown): void {
    const { learningRate, batchSize, optimizer } = record(saved);
    const numbers = (value: unknown, from: number, to: number, usual: number[]) => {
      const good = Array.isArray(value) ? value.filter(each => typeof each === 'number' && each >= from && each <= to) as number[] : [];
      return good.length > 0 ? good.slice(0, MOST_VALUES) : usual;
    };
    const names = Array.isArray(optimizer) ? this.boxes.map(box => box.value).filter(name => optimizer.includes(name)) : [];
    this.lists = {
      learningRate: numbers(learningRate, 0, 1000, USUAL.learningRate),
      batchSize: numbers(batchSize, 1, 4096, USUAL.batchSize).map(Math.round),
      optimizer: names.length > 0 ? names.slice(0, MOST_VALUES) : USUAL.optimizer,
    };
  }

  private show(): void {
    const { learningRate, batchSize, optimizer } = this.lists;
    const sizes = [learningRate.length, batchSize.length, optimizer.length];
    const cells = sizes.reduce((product, size) => product * size, 1);
    const most = this.hello.limits.cells;
    const wrong = cells === 0 ? 'Each list needs a value.'
      : optimizer.length > MOST_VALUES ? `At most ${MOST_VALUES} optimizers.`
      : cells > most ? `That is ${cells} networks, and ${most} fit: take some values away.` : '';
    this.start.disabled = wrong !== '';
    this.count.classList.toggle('wrong-number', wrong !== '');
    this.count.textContent = wrong || `${sizes.join(' × ')} = ${cells} network${cells === 1 ? '' : 's'}`;
  }
}
