import { h } from './dom';
import type { Code } from './protocol';
import type { Host } from './view';

/** The Java program that trains as this page has trained. */
export class CodeDialog {
  readonly element = h('dialog', { 'aria-label': 'The Java program of this experiment' });

  async show(host: Host): Promise<void> {
    const code = await host.ask<Code>({ do: 'code' });
    if (!code) return;
    this.element.replaceChildren(h('h2', {}, code.name),
      h('p', { class: 'note' }, code.exact ? 'Prints the numbers of this page, digit by digit.' : code.why),
      h('pre', { tabindex: '0' }, code.source),
      h('div', { class: 'row' },
        h('button', { type: 'button', click: () => void navigator.clipboard.writeText(code.source) }, 'Copy'),
        h('button', { type: 'button', click: () => this.element.close() }, 'Close')));
    this.element.showModal();
  }
}
