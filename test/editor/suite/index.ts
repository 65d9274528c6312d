import './classify';
import './hover';

export { runTests as run } from './runner';
