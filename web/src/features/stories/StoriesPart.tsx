import { lazy, Suspense } from 'react';
import { useStood } from '../../data/stood';
import { withWords } from '../../data/text';

const StoryBar = lazy(withWords(() => import('./bar/StoryBar')));
const Highlights = lazy(withWords(() => import('./highlights/Highlights')));

const HIGH = 117;

/** Over the feed, once that stands: what one came for is first. Its place is there before it is. */
export function StoriesOverFeed() {
    const ready = useStood(), place = <div style={{ blockSize: HIGH }} />;

    return ready ? <Suspense fallback={place}><StoryBar /></Suspense> : place;
}

/** On a profile: what its person shows now, and what they keep. */
export const StoriesOfPerson = (props: { person: { id: string; username: string } }) => <Suspense><Highlights key={props.person.id} {...props} /></Suspense>;
