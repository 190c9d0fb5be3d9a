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
    for (const older of this.element.querySelectorAll(`[data-rule="${CSS.escape(notice.rule)}"]`)) older.remove();
    const card = h('div', { class: 'notice', 'data-rule': notice.rule }, h('p', {}, `Step ${notice.step}: ${sentence(notice.text)}`), h('p', { class: 'note' }, sentence(notice.suggestion)));
    if (notice.fix) {
      const change = difference(this.host.state.state, notice.fix.state);
      const button = h('button', { type: 'button', click: () => void this.fix(change, button) }, `Set ${notice.fix.label}`);
      card.append(button);
    }
    this.title.after(card);
    [...this.element.querySelectorAll('.notice')].slice(3).forEach(oldest => oldest.remove());
    this.element.hidden = false;
  }

  private async fix(change: Change, button: HTMLButtonElement): Promise<void> {
    const { branch, state } = this.host.state;
    const fixed = structuredClone(state);
    change(fixed);
    this.host.fail('');
    const answer = await this.host.ask<StateMessage>({ do: 'change', state: fixed });
    if (!answer) return;
    const back = difference(fixed, state);
    const undo = h('button', { type: 'button', click: () => {
      if (answer.branch.id === branch.id) void this.host.change(back);
      else void this.host.ask({ do: 'branch', branch: answer.branch.from });
      undo.remove();
    } }, 'Undo');
    button.replaceWith(undo);
    undo.focus();
  }
}

/** The coach of the command line begins its suggestions in lower case. */
const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

type Change = (state: Experiment) => void;

/** What leads from one state to another, and leaves alone what was changed meanwhile elsewhere. */
function difference(from: Experiment, to: Experiment): Change {
  const changes: Change[] = [];
  for (const part of ['data', 'network', 'training'] as const) {
    const [before, after] = [from[part], to[part]] as Record<string, unknown>[];
    for (const name of Object.keys(after)) {
      if (JSON.stringify(before[name]) === JSON.stringify(after[name])) continue;
      changes.push(state => { (state[part] as Record<string, unknown>)[name] = structuredClone(after[name]); });
    }
  }
  return state => changes.forEach(change => change(state));
}
