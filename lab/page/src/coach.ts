import { h } from './dom';
import type { Experiment, Notice, StateMessage } from './protocol';
import type { Message } from './connection';
import type { Host } from './view';

/** What the coach has said of this timeline, the newest first, with a fix by one click and a way back. */
export class Coach {
  private readonly title = h('h2', {}, 'Coach');
  readonly element = h('section', { class: 'panel coach', 'aria-label': 'Coach', 'aria-live': 'polite', hidden: true }, this.title);

  constructor(private readonly host: Host) {}

  state(message: StateMessage): void {
    if (!message.reset) return;
    for (const notice of this.element.querySelectorAll('.notice')) notice.remove();
    this.element.hidden = true;
  }

  receive(message: Message): void {
    if (message.type === 'notice') this.notice(message as unknown as Notice);
  }

  private notice(notice: Notice): void {
    const card = h('div', { class: 'notice' }, h('p', {}, `Step ${notice.step}: ${notice.text}`), h('p', { class: 'note' }, notice.suggestion));
    const { fix } = notice;
    if (fix) {
      const button = h('button', { type: 'button', click: () => void this.fix(fix.state, button) }, `Set ${fix.label}`);
      card.append(button);
    }
    this.title.after(card);
    [...this.element.querySelectorAll('.notice')].slice(3).forEach(oldest => oldest.remove());
    this.element.hidden = false;
  }

  private async fix(state: Experiment, button: HTMLButtonElement): Promise<void> {
    const before = this.host.state.branch.id;
    this.host.fail('');
    const answer = await this.host.ask<StateMessage>({ do: 'change', state });
    if (!answer) return;
    const { id, from } = answer.branch;
    const undo = h('button', { type: 'button', click: () => { void this.host.ask({ do: 'branch', branch: from }); undo.remove(); } }, 'Undo');
    if (id === before || answer.reset) button.remove();
    else button.replaceWith(undo);
  }
}
