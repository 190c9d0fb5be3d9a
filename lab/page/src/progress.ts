import { percent } from './bars';
import { h, number } from './dom';
import type { StatusNumbers } from './protocol';

/** How far training is: the epoch and the step in it, as a bar and in words, and how well it does. */
export class Progress {
  readonly element: HTMLElement;
  private readonly epoch = h('h2', {});
  private readonly step = h('p', { class: 'note' });
  private readonly bar = h('progress', { max: '1', 'aria-label': 'Progress of the epoch' });
  private readonly numbers: Record<string, HTMLElement> = {};

  constructor() {
    const names = ['validation accuracy', 'training accuracy', 'validation loss', 'training loss'];
    this.element = h('section', { class: 'panel progress', 'aria-label': 'Progress' },
      h('div', { class: 'row' }, this.epoch, this.step), this.bar,
      h('dl', { class: 'numbers' }, ...names.map(name => {
        this.numbers[name] = h('dd', { 'data-name': name });
        return h('div', {}, h('dt', {}, name), this.numbers[name]);
      })));
  }

  show(status: StatusNumbers, stepsPerEpoch: number): void {
    const done = Math.floor(status.epochs + 1e-9);
    const inEpoch = Math.round((status.epochs - done) * stepsPerEpoch);
    this.epoch.textContent = status.step === 0 ? 'Not trained yet' : inEpoch === 0 ? `${done} epoch${done === 1 ? '' : 's'} done` : `Epoch ${done + 1}`;
    this.step.textContent = status.step === 0 ? `${stepsPerEpoch} steps are an epoch. Press Play.`
      : `step ${inEpoch === 0 ? stepsPerEpoch : inEpoch} of ${stepsPerEpoch}`;
    this.bar.value = inEpoch === 0 && done > 0 ? 1 : inEpoch / stepsPerEpoch;
    this.numbers['validation accuracy'].textContent = percent(status.testAccuracy);
    this.numbers['training accuracy'].textContent = percent(status.trainAccuracy);
    this.numbers['validation loss'].textContent = number(status.testLoss);
    this.numbers['training loss'].textContent = number(status.trainLoss);
  }
}
