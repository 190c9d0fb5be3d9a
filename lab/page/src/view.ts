import type { Message } from './connection';
import type { Experiment, Frame, Hello, StateMessage, StatusNumbers } from './protocol';

/** What a tab can ask of the page that holds it. */
export interface Host {
  readonly hello: Hello;
  readonly state: StateMessage;
  readonly status: StatusNumbers | null;
  /** Asks the server; what it refuses is shown, and the answer is then null. */
  ask<T>(command: Record<string, unknown>): Promise<T | null>;
  /** A drawing, the only binary message to the server. */
  draw(message: ArrayBuffer): void;
  /** Changes the experiment; it goes on, or starts anew where it must. */
  change(change: (state: Experiment) => void): void;
  start(state: Experiment): void;
  /** Shows another tab. */
  show(tab: string): void;
  /** Something changed that the next frame shall show, though nothing plays. */
  touch(): void;
}

/** One tab of the page. */
export interface View {
  /** The name in links. */
  readonly id: string;
  readonly title: string;
  readonly element: HTMLElement;
  /** The sections of each frame while the tab is shown; status and curve come in any case. */
  wants(): string[];
  frame(frame: Frame): void;
  state(message: StateMessage): void;
  /** A message that nobody asked for. */
  receive?(message: Message): void;
  shown?(): void;
  hidden?(): void;
  /** What a link keeps of the tab, and what is read of one, which can be anything. */
  save?(): unknown;
  load?(saved: unknown): void;
}
