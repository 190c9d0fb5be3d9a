import './style.css';
import { Connection, readFragment } from './connection';
import { Lab } from './lab';

const lab = new Lab(document.getElementById('app')!, readFragment());
const connection: Connection = new Connection(
  hello => lab.begin(hello, connection), message => lab.receive(message), text => lab.fail(text));
connection.connect();
addEventListener('hashchange', () => lab.follow(readFragment()));
