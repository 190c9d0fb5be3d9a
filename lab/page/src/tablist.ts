import { h } from './dom';
import type { View } from './view';

/** The tabs of the page, by the pattern of ARIA: arrow keys, Home and End move between them. */
export class TabList {
  readonly element = h('div', { class: 'tabs', role: 'tablist', 'aria-label': 'Views', keydown: event => this.key(event as KeyboardEvent) });
  readonly panels: HTMLElement[];
  private readonly buttons: HTMLButtonElement[];

  constructor(private readonly views: View[], private readonly pick: (view: View) => void) {
    this.buttons = views.map(view => h('button', {
      type: 'button', role: 'tab', id: `tab-${view.id}`, 'aria-controls': `panel-${view.id}`, click: () => pick(view),
    }, view.title));
    this.panels = views.map(view => h('section', {
      role: 'tabpanel', id: `panel-${view.id}`, 'aria-labelledby': `tab-${view.id}`, hidden: true,
    }, view.element));
    this.element.append(...this.buttons);
  }

  /** Marks a tab as the shown one. */
  show(view: View): void {
    const at = this.views.indexOf(view);
    this.buttons.forEach((button, i) => {
      button.setAttribute('aria-selected', String(i === at));
      button.tabIndex = i === at ? 0 : -1;
      this.panels[i].hidden = i !== at;
    });
    this.element.scrollLeft = this.buttons[at].offsetLeft - this.element.offsetLeft - 24; // on a narrow screen the tabs scroll
  }

  private key(event: KeyboardEvent): void {
    const at = this.buttons.indexOf(document.activeElement as HTMLButtonElement);
    const count = this.buttons.length;
    const to: Record<string, number> = { ArrowLeft: at + count - 1, ArrowRight: at + 1, Home: 0, End: count - 1 };
    if (at < 0 || !(event.key in to)) return;
    event.preventDefault();
    const next = to[event.key] % count;
    this.buttons[next].focus();
    this.pick(this.views[next]);
  }
}
