import type { Message } from './connection';
import type { Curve } from './curve';
import type { Shared } from './share';
import type { Experiment, Frame, Hello, Point, StateMessage, StatusNumbers } from './protocol';

/** What a tab can ask of the page that holds it. */
export interface Host {
  readonly hello: Hello;
  readonly state: StateMessage;
  readonly status: StatusNumbers | null;
  /** The measurements so far; up to date whenever a frame is handed to a tab. */
  readonly curve: Curve;
  /** Asks the server; what it refuses is shown, and the answer is then null. */
  ask<T>(command: Record<string, unknown>): Promise<T | null>;
  /** The points in the plane of the present state, none for pictures. They are asked for once. */
  points(): Promise<Point[]>;
  /** A drawing, the only binary message to the server. */
  draw(message: ArrayBuffer): void;
  /** Changes the experiment; it goes on, or starts anew where it must. Done when the server has answered. */
  change(change: (state: Experiment) => void): Promise<void>;
  /** Starts anew; fields that are left out are as usual. What a link holds can be started as it is: the server checks it. */
  start(state: Partial<Experiment>): void;
  /** Starts an experiment and goes to the step where it was, unless a person steers meanwhile. */
  goTo(goal: Shared): Promise<void>;
  /** Shows another tab. */
  show(tab: string): void;
  /** Something changed that the next frame shall show, though nothing plays. */
  touch(): void;
  /** Sets the speed of Play, in steps a second; 0 is as fast as it goes. */
  pace(stepsPerSecond: number): void;
  /** Keeps Play from being pressed, with the reason; an empty one takes it away. */
  hold(reason: string): void;
  /** Shows one line of what went wrong; an empty one takes it away. */
  fail(text: string): void;
}

/** One tab of the page. */
export interface View {
  /** The name in links. */
  readonly id: string;
  readonly title: string;
  readonly element: HTMLElement;
  /** What stands above every tab as long as the view does not hide it. */
  readonly elsewhere?: HTMLElement;
  /** Whether the bar with Play and the time has a meaning here; it has if this is left out. */
  readonly transport?: boolean;
  /** The sections of each frame while the tab is shown; status and curve come in any case. */
  wants(): string[];
  /** Only while the tab is shown. */
  frame(frame: Frame): void;
  /** Whether the tab is shown or not. */
  state(message: StateMessage): void;
  /** A message that nobody asked for, whether the tab is shown or not. */
  receive?(message: Message): void;
  shown?(): void;
  hidden?(): void;
  /** What a link keeps of the tab, and what is read of one, which can be anything. */
  save?(): unknown;
  load?(saved: unknown): void;
}
