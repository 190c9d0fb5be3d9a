import { ACCURACIES, Chart, LOSSES } from './charts';
import { Coach } from './coach';
import { ConfusionTable } from './confusion';
import type { Message } from './connection';
import './digits.css';
import { DigitSettings } from './digitsettings';
import { h } from './dom';
import { MistakeGallery, UnitGallery } from './gallery';
import { drawingMessage } from './pad';
import { readConfusion, readDrawn, readHidden, readMistakes } from './pictures';
import { Progress } from './progress';
import type { Experiment, Frame, StateMessage } from './protocol';
import { Reading } from './reading';
import type { Host, View } from './view';

const CLASSES = Array.from({ length: 10 }, (_, i) => String(i));
const SECTIONS = ['confusion', 'mistakes', 'hidden'];
/** How often what is large is asked for while training goes on, in milliseconds. */
const SECTIONS_EVERY = 300;
const KEPT = 'before digits';

/** A network that learns to read digits, what it makes of them, and of one that a person draws. */
export class Digits implements View {
  readonly id = 'digits';
  readonly title = 'Digits';
  readonly element: HTMLElement;
  readonly elsewhere = h('aside', { class: 'elsewhere', 'aria-label': 'The experiment before', hidden: true });
  private readonly reading: Reading;
  private readonly progress = new Progress();
  private readonly losses = new Chart('Loss', LOSSES, false, 'Loss at the newest measurement');
  private readonly accuracies = new Chart('Accuracy', ACCURACIES, true, 'Accuracy at the newest measurement');
  private readonly confusion = new ConfusionTable(CLASSES);
  private readonly mistakes: MistakeGallery;
  private readonly units = new UnitGallery();
  private readonly coach: Coach;
  private readonly settings: DigitSettings;
  private readonly intro: HTMLElement;
  private readonly room: HTMLElement;
  private readonly back = h('button', { type: 'button', click: () => this.goBack() });
  private visible = false;
  private drawings = 0;
  /** The step of which the large sections are shown, and when they came. */
  private seen = -1;
  private seenAt = 0;
  private seenAtRest = false;

  constructor(private readonly host: Host) {
    this.reading = new Reading(CLASSES, (width, height, levels) => host.draw(drawingMessage(++this.drawings, width, height, levels)));
    this.mistakes = new MistakeGallery(picture => this.reading.put(picture), CLASSES);
    this.coach = new Coach(host);
    this.settings = new DigitSettings(host);
    this.intro = this.introduction();
    this.room = h('div', { class: 'digits', hidden: true },
      h('div', { class: 'column' }, this.reading.element),
      h('div', { class: 'column' }, this.progress.element, this.coach.element,
        h('section', { class: 'panel curves', 'aria-label': 'Curves' }, this.losses.element, this.accuracies.element),
        this.confusion.element, this.settings.element, this.back),
      h('div', { class: 'column' }, this.mistakes.element, this.units.element));
    this.element = h('div', {}, this.intro, this.room);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.repaint());
  }

  private introduction(): HTMLElement {
    const { mnist } = this.host.hello;
    return h('div', { class: 'panel empty' },
      h('h2', { class: 'lead' }, 'Teach a network to read'),
      h('p', {}, 'Draw a digit, press Play, and watch it learn what you meant.'),
      h('p', { class: 'note' }, mnist
        ? 'It learns from 28 × 28 pictures of handwritten digits (MNIST), beginning with random weights.'
        : 'It learns from digits that a program draws. For handwritten ones (MNIST), run ./descent data fetch and start the lab again.'),
      h('div', { class: 'row' }, h('button', { type: 'button', class: 'primary', click: () => this.begin() }, 'Start with digits')),
      h('p', { class: 'note' }, 'The present experiment gives way; you can go back to it.'));
  }

  private begin(): void {
    const { state, hello } = this.host;
    sessionStorage.setItem(KEPT, JSON.stringify(state.state));
    this.host.start(hello.choices.offers[hello.mnist ? 'mnist' : 'digits']);
    this.host.show(this.id);
  }

  /** The experiment before the digits. */
  private before(): Experiment | null {
    try {
      return JSON.parse(sessionStorage.getItem(KEPT) ?? 'null') as Experiment | null;
    } catch {
      return null;
    }
  }

  private goBack(): void {
    const before = this.before();
    if (before) this.host.start(before);
    if (this.visible) this.host.show('playground');
  }

  wants(): string[] {
    if (this.room.hidden) return [];
    const playing = this.host.status?.playing;
    const due = this.seen < 0 || !playing || performance.now() - this.seenAt >= SECTIONS_EVERY;
    return due ? [...SECTIONS, 'drawn'] : ['drawn'];
  }

  frame({ step, sections }: Frame): void {
    if (this.room.hidden) return;
    const { state, status, curve } = this.host;
    this.progress.show(status!, state.stepsPerEpoch);
    this.losses.show(curve.now, curve.old, status!.playing);
    this.accuracies.show(curve.now, curve.old, status!.playing);
    const drawn = sections.get('drawn');
    this.reading.show(drawn ? readDrawn(drawn) : null);
    const [confusion, mistakes, hidden] = SECTIONS.map(name => sections.get(name));
    if (confusion) this.confusion.show(readConfusion(confusion));
    if (mistakes) this.mistakes.show(readMistakes(mistakes));
    if (hidden) {
      this.units.show(readHidden(hidden), state.state.network.layers.length > 0);
      this.seen = step;
      this.seenAt = performance.now();
      this.seenAtRest = !status!.playing;
    } else if (!status!.playing && (this.seen !== step || !this.seenAtRest)) {
      this.host.touch(); // it has stopped since: what is seen while it plays may be measured a little earlier
    }
  }

  state(message: StateMessage): void {
    const pictures = message.data.area === null;
    this.intro.hidden = pictures;
    this.room.hidden = !pictures;
    if (message.reset) {
      this.seen = -1;
      if (pictures) this.reading.send();
    }
    this.coach.state(message);
    if (pictures) this.settings.state(message);
    this.offerReturn();
  }

  private offerReturn(): void {
    const before = this.before();
    const offer = before !== null && !this.room.hidden;
    this.back.hidden = !offer;
    this.elsewhere.hidden = !offer || this.visible;
    if (!offer) return;
    const text = `Back to the experiment before (${before.data.set})`;
    this.back.textContent = text;
    this.elsewhere.replaceChildren(
      h('span', {}, 'The experiment now reads digits.'),
      h('button', { type: 'button', click: () => this.goBack() }, text));
  }

  receive(message: Message): void {
    this.coach.receive(message);
  }

  shown(): void {
    this.visible = true;
    this.offerReturn();
    this.repaint();
  }

  hidden(): void {
    this.visible = false;
    this.offerReturn();
  }

  private repaint(): void {
    this.reading.repaint();
    this.mistakes.repaint();
    this.units.repaint();
  }
}
