import { navigate } from 'wouter/use-browser-location';

/** What needs somebody signed in leads there, and back: to where one is, or where one wanted to go. */
export const toSignIn = (next = location.pathname + location.search): void => navigate(`/login?next=${encodeURIComponent(next)}`);
