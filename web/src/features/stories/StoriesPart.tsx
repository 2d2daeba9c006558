import { lazy, Suspense } from 'react';
import { withWords } from '../../data/text';

const StoryBar = lazy(withWords(() => import('./bar/StoryBar')));
const Highlights = lazy(withWords(() => import('./highlights/Highlights')));

const HIGH = 117;

/** Over the feed. Its place is there before it is. */
export const StoriesOverFeed = () => <Suspense fallback={<div style={{ blockSize: HIGH }} />}><StoryBar /></Suspense>;

/** On a profile: what its person shows now, and what they keep. */
export const StoriesOfPerson = (props: { person: { id: string; username: string } }) => <Suspense><Highlights key={props.person.id} {...props} /></Suspense>;
