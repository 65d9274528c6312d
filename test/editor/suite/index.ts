import './activation';
import './classify';
import './hover';
import './agents';
import './api';

export { runTests as run } from './runner';
