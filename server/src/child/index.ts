export { Child, ChildDied, type End } from './child';
