/* What other features use of people. */
export { BlockedPeople, MutedPeople } from './away/Away';
export { Suggestions } from './explore/Suggestions';
export { FollowButton } from './person/FollowButton';
export { PersonRow } from './person/PersonRow';
