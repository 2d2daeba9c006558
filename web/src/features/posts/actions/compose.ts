/* The composer opens with what it is about. */
import type { PostBodyFragment } from '../../../generated/features/posts/PostCard';
import { openComposer } from '../../compose/public';

export const openQuote = ({ id }: PostBodyFragment): void => openComposer({ quote: id });
export const openEdit = ({ id }: PostBodyFragment): void => openComposer({ edit: id });
