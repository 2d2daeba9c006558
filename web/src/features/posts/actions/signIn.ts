import { navigate } from 'wouter/use-browser-location';

/** What needs somebody signed in leads there and back. */
export const toSignIn = (next: string): void => navigate(`/login?next=${encodeURIComponent(next)}`);
