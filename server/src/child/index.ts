export { Child, ChildDied, type ChildOptions, type End } from './child';
