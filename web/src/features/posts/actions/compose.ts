/* The composer opens with what it is about. */
import { navigate } from 'wouter/use-browser-location';
import type { PostBodyFragment } from '../../../generated/features/posts/PostCard';

export const openQuote = ({ id }: PostBodyFragment): void => navigate(`/new?quote=${id}`);
export const openEdit = ({ id }: PostBodyFragment): void => navigate(`/new?edit=${id}`);
