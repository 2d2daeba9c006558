/* What other features show of stories. */
export { StoriesOfPerson, StoriesOverFeed } from './StoriesPart';
