import { percent } from './bars';
import { h, number } from './dom';
import { type Mistake, type Picture, type Unit, paintInk, paintWeights, pictureCanvas } from './pictures';

/** The mistakes of which the network is most sure; a click takes one onto the pad. */
export class MistakeGallery {
  readonly element: HTMLElement;
  private readonly list = h('ul', { class: 'gallery' });
  private readonly note = h('p', { class: 'note' }, 'Those of which it is most sure, among the validation pictures. Pick one to have it on the pad while it trains.');
  private shown: Mistake[] = [];
  private readonly tiles: { button: HTMLButtonElement; canvas: HTMLCanvasElement; text: HTMLElement; sure: HTMLElement; said: HTMLElement }[] = [];

  constructor(pick: (picture: Picture) => void, private readonly classes: string[]) {
    this.element = h('section', { class: 'panel', 'aria-label': 'Worst mistakes' }, h('h2', {}, 'Its worst mistakes'), this.note, this.list);
    for (let i = 0; i < 24; i++) {
      const canvas = pictureCanvas({ 'aria-hidden': 'true' });
      const text = h('span', {});
      const sure = h('span', { class: 'sure' });
      const said = h('span', { class: 'said' });
      const button = h('button', { type: 'button', class: 'tile', click: () => pick(this.shown[i].picture.slice()) }, canvas, text, sure, said);
      this.tiles.push({ button, canvas, text, sure, said });
      this.list.append(h('li', { hidden: true }, button));
    }
  }

  show(mistakes: Mistake[]): void {
    this.shown = mistakes;
    this.tiles.forEach(({ button, canvas, text, sure, said }, i) => {
      const mistake = mistakes[i];
      button.parentElement!.hidden = !mistake;
      if (!mistake) return;
      const [is, taken] = [this.classes[mistake.actual], this.classes[mistake.predicted]];
      paintInk(canvas, mistake.picture);
      text.textContent = `${is} → ${taken}`;
      sure.textContent = percent(mistake.probability, 0);
      said.textContent = `a ${is}, taken for a ${taken}; put it on the pad`;
      button.title = `Validation picture ${mistake.index}`;
    });
  }

  repaint(): void {
    this.show(this.shown);
  }
}

const PLACES = ['at the top left', 'at the top', 'at the top right', 'at the left', 'in the middle', 'at the right', 'at the bottom left', 'at the bottom', 'at the bottom right'];

/** Where a unit's weights are most above and below 0, in words. */
function inWords(unit: Unit): string {
  const sums = new Array<number>(9).fill(0);
  unit.levels.forEach((level, i) => {
    const [row, column] = [Math.floor(i / 28), i % 28];
    sums[3 * Math.min(2, Math.floor(row / 9.34)) + Math.min(2, Math.floor(column / 9.34))] += level - 127.5;
  });
  const likes = sums.indexOf(Math.max(...sums));
  const shuns = sums.indexOf(Math.min(...sums));
  return `likes ink ${PLACES[likes]}, none ${PLACES[shuns]}; its largest weight is ${number(unit.largest, 2)}`;
}

/** What the units of the first layer look for, as pictures of their weights. Arrow keys go from one to the next. */
export class UnitGallery {
  readonly element: HTMLElement;
  private readonly title = h('h2', {}, 'What its hidden units look for');
  private readonly list = h('div', { class: 'units', role: 'listbox', tabindex: '0', 'aria-label': 'Hidden units', keydown: event => this.key(event as KeyboardEvent) });
  private readonly large = pictureCanvas({ 'aria-hidden': 'true' });
  private readonly says = h('p', { class: 'note' });
  private units: Unit[] = [];
  private canvases: HTMLCanvasElement[] = [];
  private at = 0;

  constructor() {
    this.element = h('section', { class: 'panel', 'aria-label': 'Hidden units' }, this.title,
      h('p', { class: 'note' }, 'The weights from the 28 × 28 pixels to each unit: ink on blue excites it, ink on vermilion holds it back.'),
      h('div', { class: 'unit' }, this.large, this.says), this.list);
  }

  show(units: Unit[], hasHidden: boolean): void {
    this.units = units;
    this.title.textContent = hasHidden ? 'What its hidden units look for' : 'What its outputs look for';
    if (this.canvases.length !== units.length) this.build(units.length);
    units.forEach((unit, i) => paintWeights(this.canvases[i], unit.levels));
    this.showLarge();
  }

  repaint(): void {
    this.units.forEach((unit, i) => paintWeights(this.canvases[i], unit.levels));
    this.showLarge();
  }

  private build(count: number): void {
    this.canvases = Array.from({ length: count }, (_, i) => pictureCanvas({
      role: 'option', id: `unit${i}`, 'aria-label': `Unit ${i + 1}`, 'aria-selected': 'false',
    }));
    this.canvases.forEach((canvas, i) => canvas.addEventListener('click', () => this.pick(i)));
    this.list.replaceChildren(...this.canvases);
    this.pick(Math.min(this.at, count - 1));
  }

  private pick(at: number): void {
    this.at = Math.max(0, Math.min(this.canvases.length - 1, at));
    this.canvases.forEach((canvas, i) => canvas.setAttribute('aria-selected', String(i === this.at)));
    this.list.setAttribute('aria-activedescendant', `unit${this.at}`);
    this.showLarge();
    this.canvases[this.at]?.setAttribute('aria-label', this.says.textContent);
  }

  private key(event: KeyboardEvent): void {
    const perRow = this.canvases.findIndex(canvas => canvas.offsetTop > this.canvases[0].offsetTop);
    const row = perRow < 0 ? this.canvases.length : perRow;
    const to: Record<string, number> = {
      ArrowLeft: this.at - 1, ArrowRight: this.at + 1, ArrowUp: this.at - row, ArrowDown: this.at + row, Home: 0, End: this.canvases.length - 1,
    };
    if (!(event.key in to)) return;
    event.preventDefault();
    if (to[event.key] >= 0 && to[event.key] < this.canvases.length) this.pick(to[event.key]);
    this.canvases[this.at].scrollIntoView({ block: 'nearest' });
  }

  private showLarge(): void {
    const unit = this.units[this.at];
    if (!unit || !this.canvases[this.at]) return;
    paintWeights(this.large, unit.levels);
    this.says.textContent = `Unit ${this.at + 1} of ${this.units.length} ${inWords(unit)}.`;
  }
}
