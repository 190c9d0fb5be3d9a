import { h } from './dom';
import type { Code } from './protocol';
import type { Host } from './view';

/** The Java program that trains as this page has trained. */
export class CodeDialog {
  readonly element = h('dialog', { 'aria-label': 'The Java program of this experiment' });

  async show(host: Host): Promise<void> {
    const code = await host.ask<Code>({ do: 'code' });
    if (!code) return;
    const source = h('pre', { tabindex: '0' }, code.source);
    this.element.replaceChildren(h('h2', {}, code.name),
      h('p', { class: 'note' }, code.exact ? 'Prints the numbers of this page, digit by digit.' : code.why),
      source,
      h('div', { class: 'row' },
        h('button', { type: 'button', click: event => void copy(source, event.target as HTMLElement) }, 'Copy'),
        h('button', { type: 'button', click: () => this.element.close() }, 'Close')));
    this.element.showModal();
  }
}

/** Copies the text, or marks it where the browser does not let a page copy. */
async function copy(source: HTMLElement, button: HTMLElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(source.textContent ?? '');
    button.textContent = 'Copied';
  } catch {
    getSelection()?.selectAllChildren(source);
    button.textContent = 'Marked: copy it by Ctrl+C';
  }
}
