import { Bars, largest, percent } from './bars';
import { h } from './dom';
import { Pad } from './pad';
import { type Drawn, type Picture, paintInk, pictureCanvas } from './pictures';

/** How long a guess must stand before a screen reader is told of it, in milliseconds. */
const STANDS = 700;

/** The pad, what the network sees of the drawing, and what it takes it for. */
export class Reading {
  readonly element: HTMLElement;
  private readonly pad: Pad;
  private readonly seen = pictureCanvas({ role: 'img', 'aria-label': 'What the network sees: nothing yet' });
  private readonly guess = h('span', { class: 'guess' });
  private readonly sure = h('span', { class: 'note' });
  private readonly said = h('p', { class: 'said', role: 'status' });
  private readonly bars: Bars;
  private drawn: Drawn | null = null;
  private saying = '';
  private timer = 0;

  constructor(private readonly classes: string[], send: (width: number, height: number, levels: Uint8Array) => void) {
    this.pad = new Pad(send);
    this.bars = new Bars(classes, 'How sure the network is of each digit');
    this.element = h('section', { class: 'panel reading', 'aria-label': 'Pad' },
      h('h2', {}, 'Draw a digit'), this.pad.element,
      h('div', { class: 'sees' },
        h('figure', {}, this.seen, h('figcaption', { class: 'note' }, 'what it sees')),
        h('div', { 'aria-hidden': 'true' }, h('span', { class: 'note' }, 'it says'), this.guess, this.sure)),
      this.bars.element, this.said);
    this.show(null);
  }

  put(picture: Picture): void {
    this.pad.put(picture);
  }

  send(): void {
    this.pad.send();
  }

  show(drawn: Drawn | null): void {
    this.drawn = drawn;
    this.bars.show(drawn?.probabilities ?? null);
    paintInk(this.seen, drawn?.picture ?? new Uint8Array(784));
    const best = drawn ? largest(drawn.probabilities) : 0;
    this.guess.textContent = drawn ? this.classes[best] : '–';
    this.sure.textContent = drawn ? percent(drawn.probabilities[best]) : 'nothing drawn';
    this.say(drawn ? `The network takes it for a ${this.classes[best]}` : 'Nothing is drawn');
  }

  repaint(): void {
    this.pad.paint();
    if (this.drawn) paintInk(this.seen, this.drawn.picture);
    else this.show(null);
  }

  private say(text: string): void {
    if (text === this.saying) return;
    this.saying = text;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      this.said.textContent = text;
      this.seen.setAttribute('aria-label', `What the network sees, centred in 28 × 28 pixels. ${text}`);
    }, STANDS);
  }
}
