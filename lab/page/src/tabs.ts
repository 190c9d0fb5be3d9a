import { Digits } from './digits';
import { Lessons } from './lessons';
import { Microscope } from './microscope';
import { Playground } from './playground';
import { Run } from './run';
import { Sweep } from './sweep';
import type { Host, View } from './view';

/** Every tab of the page, in the order in which it has them. */
export function tabs(host: Host): View[] {
  return [
    new Playground(host),
    new Microscope(host),
    new Digits(host),
    new Sweep(host),
    new Lessons(host),
    ...(host.hello.run ? [new Run(host)] : []),
  ];
}
