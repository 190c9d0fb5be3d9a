import { Chart, LOSSES } from './charts';
import { Coach } from './coach';
import type { Message } from './connection';
import { h } from './dom';
import { LESSONS, type Lesson } from './lessondata';
import { NetworkDrawing } from './network';
import { Numbers } from './numbers';
import { Plane } from './plane';
import { type DecisionMap, type Experiment, type Frame, type StateMessage, type UnitMaps, floats, readMap, readUnits } from './protocol';
import { record } from './share';
import type { Host, View } from './view';

/** Presets with one question each: most controls are away, the answer is folded. */
export class Lessons implements View {
  readonly id = 'lessons';
  readonly title = 'Lessons';
  readonly element: HTMLElement;
  private readonly plane = new Plane(() => {}, { label: 'Decision map. Arrow keys move a probe.' });
  private readonly drawing = new NetworkDrawing(() => {});
  private readonly network = h('section', { class: 'panel', 'aria-label': 'Network' }, this.drawing.element);
  private readonly losses = new Chart('Loss', LOSSES, false, 'Loss at the newest step');
  private readonly numbers = new Numbers();
  private readonly coach: Coach;
  private readonly coachPlace = h('div', {});
  private readonly list: HTMLElement;
  private readonly text = h('section', { class: 'panel lesson-text', 'aria-label': 'The lesson' });
  private readonly room: HTMLElement;
  private lesson: Lesson | null = null;
  private visible = false;
  private drawn: [UnitMaps | null, Float32Array | null, DecisionMap | null] = [null, null, null];

  constructor(private readonly host: Host) {
    this.coach = new Coach(host);
    this.coachPlace.append(this.coach.element);
    this.list = h('div', {},
      h('h2', { class: 'lead' }, 'Ten questions to ask a network'),
      h('p', { class: 'note' }, 'Each starts an experiment of its own in place of the present one.'),
      h('ul', { class: 'cards' }, ...LESSONS.map((lesson, i) => h('li', {},
        h('button', { type: 'button', class: 'card', click: () => this.begin(lesson) },
          h('span', { class: 'card-number' }, String(i + 1)), h('strong', {}, lesson.title), h('span', { class: 'note' }, lesson.question))))));
    this.room = h('div', { class: 'lesson', hidden: true },
      h('div', { class: 'column' }, this.text, this.coachPlace),
      h('div', { class: 'column' },
        h('section', { class: 'panel', 'aria-label': 'Decision map' }, h('div', { class: 'plane' }, this.plane.element, this.plane.probe)),
        this.network),
      h('div', { class: 'column' },
        h('section', { class: 'panel', 'aria-label': 'Measurements' }, this.numbers.element),
        h('section', { class: 'panel', 'aria-label': 'Curve' }, this.losses.element)));
    this.element = h('div', {}, this.list, this.room);
    new ResizeObserver(() => this.redraw()).observe(this.element);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.redraw());
  }

  wants(): string[] {
    if (!this.lesson) return [];
    return this.lesson.network ? ['map', 'units', 'weights'] : ['map'];
  }

  frame({ sections }: Frame): void {
    if (!this.lesson) return;
    const { status, curve } = this.host;
    const [map, units, weights] = ['map', 'units', 'weights'].map(name => sections.get(name));
    this.drawn = [units ? readUnits(units) : null, weights ? floats(weights) : null, map ? readMap(map) : null];
    this.plane.show(this.drawn[2]);
    this.drawing.draw(this.host.state, ...this.drawn, status!.playing);
    this.numbers.show(status!);
    this.losses.show(curve.now, curve.old, status!.playing);
  }

  state(message: StateMessage): void {
    this.plane.data = message.data;
    this.coach.state(message);
    this.markChoice(message.state);
    if (message.reset) this.drawn = [null, null, null];
    void this.host.points().then(points => {
      this.plane.points = points;
      this.plane.draw();
    });
  }

  receive(message: Message): void {
    this.coach.receive(message);
  }

  shown(): void {
    this.visible = true;
    if (this.lesson) this.host.pace(this.lesson.pace);
    this.redraw();
  }

  hidden(): void {
    this.visible = false;
    if (this.lesson) this.host.pace(0);
  }

  save(): unknown {
    return { lesson: this.lesson?.id ?? null };
  }

  load(saved: unknown): void {
    const { lesson } = record(saved);
    this.open(LESSONS.find(other => other.id === lesson) ?? null);
  }

  private begin(lesson: Lesson): void {
    this.open(lesson);
    this.host.start(lesson.state as Partial<Experiment>);
    this.text.querySelector<HTMLElement>('h2')?.focus();
  }

  private open(lesson: Lesson | null): void {
    this.lesson = lesson;
    this.list.hidden = lesson !== null;
    this.room.hidden = lesson === null;
    this.drawn = [null, null, null];
    if (this.visible) this.host.pace(lesson?.pace ?? 0);
    this.host.touch();
    if (!lesson) return;
    this.network.hidden = !lesson.network;
    this.coachPlace.hidden = !lesson.coach;
    const at = LESSONS.indexOf(lesson);
    const to = (text: string, next: Lesson | undefined) => next ? [h('button', { type: 'button', click: () => this.begin(next) }, text)] : [];
    this.text.replaceChildren(
      h('p', { class: 'note' }, `Lesson ${at + 1} of ${LESSONS.length}`),
      h('h2', { class: 'lead', tabindex: '-1' }, lesson.title),
      h('p', { class: 'note' }, lesson.setting),
      h('p', { class: 'question' }, lesson.question),
      ...this.choice(lesson),
      h('details', { class: 'answer' }, h('summary', {}, 'What happens'), ...lesson.answer.map(text => h('p', {}, text))),
      h('div', { class: 'row' },
        h('button', { type: 'button', click: () => this.begin(lesson) }, 'Start over'),
        h('button', { type: 'button', click: () => this.host.show('playground') }, 'Open in the playground')),
      h('div', { class: 'row' },
        ...to('← Previous', LESSONS[at - 1]), h('button', { type: 'button', click: () => this.open(null) }, 'All lessons'),
        ...to('Next →', LESSONS[at + 1])));
    this.markChoice(this.host.state.state);
  }

  private choice(lesson: Lesson): HTMLElement[] {
    if (!lesson.choice) return [];
    const { name, options } = lesson.choice;
    return [h('fieldset', { class: 'choice' }, h('legend', {}, name), ...options.map((option, i) => h('label', {},
      h('input', { type: 'radio', name: 'lesson', value: String(i), change: () => void this.choose(option.set) }), h('span', {}, option.text))))];
  }

  /** The same from the beginning with one change: where it can, the old curve stays behind the new one. */
  private async choose(set: (state: Experiment) => void): Promise<void> {
    const place = this.text.querySelector('.choice')!;
    place.setAttribute('aria-busy', 'true');
    this.host.fail('');
    if (this.host.status?.step) await this.host.ask({ do: 'seek', step: 0 });
    await this.host.change(set);
    place.removeAttribute('aria-busy');
    this.markChoice(this.host.state.state);
  }

  /** The option that changes nothing of a state is the one that it has. */
  private markChoice(state: Experiment): void {
    const choice = this.lesson?.choice;
    if (!choice || this.text.querySelector('[aria-busy]')) return; // what a person has just picked is under way
    const now = JSON.stringify(state);
    this.text.querySelectorAll<HTMLInputElement>('.choice input').forEach((input, i) => {
      const changed = structuredClone(state);
      choice.options[i].set(changed);
      input.checked = JSON.stringify(changed) === now;
    });
  }

  private redraw(): void {
    if (!this.visible || !this.lesson) return;
    this.plane.draw();
    this.drawing.draw(this.host.state, ...this.drawn);
  }
}
