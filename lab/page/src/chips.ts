import { h } from './dom';

export interface ChipsOptions {
  title: string;
  /** What one of them is called. */
  one: string;
  from: number;
  to: number;
  whole: boolean;
  most: number;
}

let lists = 0;

/** A list of numbers, each once and in order, to which a person adds and from which they take away. */
export class Chips {
  readonly element: HTMLElement;
  private readonly list = h('ul', { class: 'chips' });
  private readonly input: HTMLInputElement;
  private readonly wrong = h('p', { class: 'wrong-number', role: 'alert', id: `wrong${++lists}` });
  private numbers: number[] = [];

  constructor(private readonly options: ChipsOptions, private readonly changed: () => void) {
    const { title, one, whole } = options;
    this.input = h('input', {
      type: 'text', inputmode: whole ? 'numeric' : 'decimal', 'aria-label': `Another ${one}`, 'aria-describedby': this.wrong.id,
      placeholder: 'add …', autocomplete: 'off',
      keydown: event => { if ((event as KeyboardEvent).key === 'Enter') this.add(); },
      input: () => this.complain(''),
    });
    this.element = h('fieldset', { class: 'list' }, h('legend', {}, title), this.list,
      h('div', { class: 'row' }, this.input, h('button', { type: 'button', 'aria-label': `Add the ${one}`, click: () => this.add() }, 'Add')), this.wrong);
  }

  get values(): number[] {
    return this.numbers;
  }

  set values(values: number[]) {
    this.numbers = [...new Set(values)].sort((a, b) => a - b);
    this.list.replaceChildren(...this.numbers.map((value, i) => h('li', {},
      h('span', {}, String(value)),
      h('button', { type: 'button', 'aria-label': `Take ${value} away`, click: () => this.remove(i) }, '×'))));
    this.changed();
  }

  private remove(at: number): void {
    this.values = this.numbers.filter((_, i) => i !== at);
    const buttons = this.list.querySelectorAll('button');
    (buttons[Math.min(at, buttons.length - 1)] ?? this.input).focus();
    this.complain('');
  }

  private add(): void {
    const texts = this.input.value.split(/[\s,;]+/).filter(text => text !== '');
    const wrong = texts.map(text => this.check(text)).find(text => text !== '');
    const values = [...new Set([...this.numbers, ...texts.map(Number)])];
    if (wrong) this.complain(wrong);
    else if (values.length > this.options.most) this.complain(`At most ${this.options.most} values.`);
    else if (texts.length > 0) {
      this.values = values;
      this.input.value = '';
    }
    this.input.focus();
  }

  private check(text: string): string {
    const { from, to, whole } = this.options;
    const value = Number(text);
    const good = Number.isFinite(value) && value >= from && value <= to && (!whole || Number.isInteger(value));
    return good ? '' : `“${text}” is not ${whole ? 'a whole number' : 'a number'} from ${from} to ${to}.`;
  }

  private complain(text: string): void {
    this.wrong.textContent = text;
    this.input.setAttribute('aria-invalid', String(text !== ''));
  }
}
