import { Rhythm, h, number } from './dom';
import type { StatusNumbers } from './protocol';

/** The measurements of the newest step. */
export class Numbers {
  readonly element = h('dl', { class: 'numbers' });
  private readonly rhythm = new Rhythm();
  private readonly places = new Map<string, HTMLElement>();

  show(status: StatusNumbers): void {
    if (!this.rhythm.due(status.playing)) return;
    this.put('epoch', number(status.epochs, 4));
    this.put('training loss', number(status.trainLoss));
    this.put('validation loss', number(status.testLoss));
    this.put('training accuracy', number(status.trainAccuracy));
    this.put('validation accuracy', number(status.testAccuracy));
    this.put('learning rate', number(status.learningRate));
    this.put('steps a second', status.playing || status.seeking ? number(Math.round(status.speed), 6) : '–');
  }

  private put(name: string, text: string): void {
    let place = this.places.get(name);
    if (!place) {
      place = h('dd', { 'data-name': name });
      this.places.set(name, place);
      this.element.append(h('div', {}, h('dt', {}, name), place));
    }
    if (place.textContent !== text) place.textContent = text;
  }
}
