import { CodeDialog } from './code';
import { type Connection, type Message, Refused } from './connection';
import { Curve } from './curve';
import { h } from './dom';
import {
  type Experiment, type Frame, type Hello, type Point, type StateMessage, type Status, type StatusNumbers, readFrame, readPoints, readStatus,
} from './protocol';
import { replay } from './replay';
import { type Journal, MOST_STEPS, type Shared, readShared, shareLink } from './share';
import { TabList } from './tablist';
import { tabs } from './tabs';
import { Transport } from './transport';
import type { Host, View } from './view';

/** Frames that can wait to be drawn: one is asked for while another one waits, and a late one is not missed. */
const AHEAD = 2;

/** The commands that change where the experiment goes. */
const STEERING = new Set(['play', 'pause', 'step', 'reset', 'start', 'change', 'edit', 'seek', 'branch', 'sweep']);

interface Arrived { frame: Frame; status: StatusNumbers; view: View; state: StateMessage }

/** The page: one experiment, its tabs, and the frames that keep the shown one up to date. */
export class Lab implements Host {
  hello!: Hello;
  state!: StateMessage;
  status: StatusNumbers | null = null;
  readonly curve = new Curve();
  private connection!: Connection;
  private views: View[] = [];
  private view: View | null = null;
  private tabList: TabList | null = null;
  private data: { version: number; points: Promise<Point[]> } | null = null;
  /** Whether something may have changed that no frame has shown yet. */
  private stale = true;
  private waiting = false;
  /** Of the newest frame that has come, drawn or not. */
  private newest: StatusNumbers | null = null;
  /** The frames that have come and are still to be drawn. */
  private arrived: Arrived[] = [];
  private draft: Experiment | null = null;
  private underway: Experiment | null = null;
  private sent = Promise.resolve();
  /** Which experiment is gone to: whoever steers meanwhile ends that. */
  private following = 0;
  private goal: Shared | null = null;

  private readonly error = h('p', { class: 'error', role: 'alert', hidden: true });
  private readonly transport = new Transport(this);
  private readonly code = new CodeDialog();
  private readonly shared = h('output', { class: 'note' });
  private readonly stop = h('button', { type: 'button', hidden: true, click: () => void this.ask({ do: 'pause' }) }, 'Stop here');
  private readonly tabPlace = h('div', {});
  private readonly main = h('main', {});

  constructor(root: HTMLElement, private fragment: URLSearchParams) {
    root.append(
      h('header', {}, h('h1', {}, h('img', { src: './favicon.svg', alt: '' }), 'Descent', h('span', {}, 'lab')), this.tabPlace, h('div', { class: 'row' }, this.shared, this.stop,
        h('button', { type: 'button', click: () => void this.share() }, 'Share'),
        h('button', { type: 'button', click: () => void this.code.show(this) }, 'Show code'))),
      this.transport.element, this.error, this.main, this.code.element);
    this.transport.element.hidden = true; // until there is an experiment
    document.addEventListener('visibilitychange', () => this.seen());
    requestAnimationFrame(() => this.tick());
  }

  /** Whoever comes back sees how things are now. */
  private seen(): void {
    this.touch();
    this.pull();
  }

  begin(hello: Hello, connection: Connection): void {
    this.connection = connection;
    this.hello = hello;
    this.waiting = false;
    this.arrived = [];
    this.underway = this.draft = this.data = null;
    this.transport.begin();
    if (this.goal) void this.goTo(this.goal); // the connection broke on the way
    this.curve.again();
    this.fail('');
    this.touch();
  }

  receive(message: Message): void {
    this.touch();
    if (message.type === 'state') {
      this.receiveState(message as unknown as StateMessage);
      return;
    }
    if (message.type === 'status') {
      const status = message as unknown as Status;
      if (status.reason === 'diverged') {
        this.following++;
        this.fail(status.text);
      }
    }
    if (message.re === undefined) for (const view of this.views) view.receive?.(message);
  }

  private receiveState(message: StateMessage): void {
    const before = this.state as StateMessage | undefined;
    this.state = message;
    if (message.reset || !before) this.curve.clear();
    else if (message.branch.id !== before.branch.id) this.curve.fork();
    this.transport.state(message);
    if (!this.tabList) this.open();
    for (const view of this.views) view.state(message);
  }

  /** The tabs, once the first state is there to be shown. */
  private open(): void {
    this.views = tabs(this);
    this.tabList = new TabList(this.views, view => this.show(view.id));
    this.tabPlace.append(this.tabList.element);
    this.main.append(...this.views.flatMap(view => view.elsewhere ?? []), ...this.tabList.panels);
    this.show(this.fragment.get('tab') ?? sessionStorage.getItem('tab') ?? (this.hello.run ? 'run' : ''));
    const link = this.fragment.get('s');
    const seen = this.hello.resumed && link === sessionStorage.getItem('link'); // the page was only loaded again
    if (link && !seen) this.followLink(link);
  }

  /** Goes to what the address says: a tab, or a link to an experiment. */
  follow(fragment: URLSearchParams): void {
    this.fragment = fragment;
    if (!this.tabList) return;
    const link = fragment.get('s');
    if (link) this.followLink(link);
    else if (fragment.has('tab')) this.show(fragment.get('tab')!);
  }

  private followLink(link: string): void {
    let shared: Shared;
    try {
      shared = readShared(link);
    } catch {
      this.fail('The link does not hold an experiment: it may have been cut short.');
      return;
    }
    for (const view of this.views) view.load?.(shared.view[view.id]);
    if (typeof shared.view.tab === 'string') this.show(shared.view.tab);
    void this.goTo(shared).then(() => sessionStorage.setItem('link', link)); // loaded again before, the page follows it again
  }

  async goTo(goal: Shared): Promise<void> {
    const own = ++this.following;
    this.goal = goal;
    this.fail('');
    this.shared.textContent = goal.step ? `Going to step ${goal.step} …` : '';
    this.stop.hidden = !goal.step;
    const step = await replay(goal, command => this.command(command), () => this.following === own);
    if (this.goal !== goal) return;
    this.goal = null;
    this.shared.textContent = '';
    this.stop.hidden = true;
    if (this.following === own && step !== null && step !== goal.step) {
      this.fail(`${this.error.textContent} This is step ${step} of ${goal.step}: the rest could not be repeated.`.trim());
    }
  }

  show(tab: string): void {
    const view = this.views.find(other => other.id === tab) ?? this.views[0]; // a link can name anything
    if (view === this.view) return;
    this.view?.hidden?.();
    this.view = view;
    sessionStorage.setItem('tab', view.id);
    document.title = `${view.title} · Descent lab`;
    this.tabList!.show(view);
    this.transport.element.hidden = view.transport === false;
    view.shown?.();
    this.touch();
  }

  touch(): void {
    this.stale = true;
  }

  fail(text: string): void {
    this.error.hidden = text === '';
    this.error.textContent = text;
  }

  pace(stepsPerSecond: number): void {
    this.transport.pace(stepsPerSecond);
  }

  hold(reason: string): void {
    this.transport.hold(reason);
  }

  points(): Promise<Point[]> {
    const { version } = this.state.data;
    if (this.data?.version !== version) {
      // Refused, or those of another state, where one has been started meanwhile: its message makes this be asked again.
      const asked = this.state.data.area ? this.connection.ask<ArrayBuffer>({ do: 'points' }) : Promise.reject(new Refused());
      this.data = { version, points: asked.then(readPoints, () => []) };
    }
    return this.data!.points;
  }

  ask<T>(command: Record<string, unknown>): Promise<T | null> {
    if (STEERING.has(String(command.do))) this.following++;
    return this.command(command);
  }

  private async command<T>(command: Record<string, unknown>): Promise<T | null> {
    const asked = this.state;
    try {
      const answer = await this.connection.ask<T>(command);
      if (command.do !== 'frame') this.touch();
      return answer;
    } catch (refused) {
      if (!(refused instanceof Refused)) throw refused;
      // What could not be told of a state that has gone since is nobody's concern.
      if (this.state === asked || STEERING.has(String(command.do))) this.fail(refused.message);
      for (const view of this.views) view.state(this.state);
      return null;
    }
  }

  draw(message: ArrayBuffer): void {
    this.connection.send(message);
    this.touch();
  }

  start(state: Partial<Experiment>): void {
    this.fail('');
    void this.ask({ do: 'start', state });
  }

  /** Changes made while one is under way are sent together when it has been answered. */
  change(change: (state: Experiment) => void): Promise<void> {
    this.draft = structuredClone(this.draft ?? this.underway ?? this.state.state);
    change(this.draft);
    if (!this.underway) this.sent = this.send();
    return this.sent;
  }

  private async send(): Promise<void> {
    while (this.draft) {
      this.fail('');
      this.underway = this.draft;
      this.draft = null;
      if (!(await this.ask({ do: 'change', state: this.underway }))) this.draft = null;
    }
    this.underway = null;
  }

  private tick(): void {
    requestAnimationFrame(() => this.tick());
    const next = this.arrived.shift();
    this.pull();
    if (next) this.drawFrame(next);
  }

  /**
   * Asks for a frame, one at a time: as soon as there is room for it, so that the server works while the page draws.
   * None is asked for while nothing moves, or nobody sees the page.
   */
  private pull(): void {
    const wanted = (this.stale || this.moving) && !document.hidden;
    if (!wanted || !this.view || !this.connection?.open || this.waiting || this.arrived.length >= AHEAD) return;
    this.waiting = true;
    this.stale = false;
    void this.frame(this.view).finally(() => {
      this.waiting = false;
      this.pull();
    });
  }

  private get moving(): boolean {
    return this.newest !== null && (this.newest.playing || this.newest.seeking);
  }

  /** What moves is not seen as sharply as what stands still: the maps of large networks, which take long, least of all. */
  private sizes(): { size: number; unitSize: number } {
    if (!this.moving) return { size: 100, unitSize: 30 };
    const { classes, units } = this.state.model;
    return { size: classes > 2 ? 100 : units.length > 24 ? 60 : 80, unitSize: 16 }; // the maps of classes have hard edges
  }

  private async frame(view: View): Promise<void> {
    const asked = this.state;
    const want = [...new Set(['status', 'curve', ...view.wants()])];
    const sharp = !this.moving;
    const answer = await this.ask<ArrayBuffer>({
      do: 'frame', want, curve: this.curve.count, curveVersion: this.curve.version, ...this.sizes() });
    if (this.state !== asked || this.view !== view) this.touch();
    if (!answer || this.state !== asked) return;
    const frame = readFrame(answer);
    const curve = frame.sections.get('curve');
    if (curve) this.curve.add(curve);
    this.newest = readStatus(frame.sections.get('status')!);
    if (!sharp && !this.moving) this.touch();
    this.arrived.push({ frame, status: this.newest, view, state: asked });
  }

  private drawFrame({ frame, status, view, state }: Arrived): void {
    if (this.state !== state) { // what was asked for meanwhile may have come before the state
      this.touch();
      return;
    }
    this.status = status;
    this.transport.status(status);
    if (this.view === view) view.frame(frame);
  }

  private async share(): Promise<void> {
    const journal = await this.ask<Journal>({ do: 'journal' });
    if (!journal) return;
    if (journal.step > MOST_STEPS) {
      this.fail(`A link goes to step ${MOST_STEPS} at most: go back in time first.`);
      return;
    }
    const view: Record<string, unknown> = { tab: this.view!.id };
    for (const other of this.views) {
      const saved = other.save?.();
      if (saved !== undefined) view[other.id] = saved;
    }
    const link = shareLink(journal, view);
    history.replaceState(null, '', link);
    sessionStorage.setItem('link', new URL(link).hash.slice(3));
    try {
      await navigator.clipboard.writeText(link);
      this.shared.textContent = 'The link is copied.';
    } catch {
      this.shared.textContent = 'The link is in the address bar.';
    }
    setTimeout(() => { this.shared.textContent = ''; }, 5000);
  }
}
