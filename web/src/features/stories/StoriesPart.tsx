import { lazy, Suspense, useEffect, useState } from 'react';
import { withWords } from '../../data/text';

const StoryBar = lazy(withWords(() => import('./bar/StoryBar')));
const Highlights = lazy(withWords(() => import('./highlights/Highlights')));

const HIGH = 117, AFTER_MS = 400;
let hasStood = false;

/** Over the feed, once that stands: what one came for is first. Its place is there before it is. */
export function StoriesOverFeed() {
    const [ready, setReady] = useState(hasStood), place = <div style={{ blockSize: HIGH }} />;

    useEffect(() => {
        const timer = setTimeout(() => {
            hasStood = true;
            setReady(true);
        }, hasStood ? 0 : AFTER_MS);
        return () => clearTimeout(timer);
    }, []);
    return ready ? <Suspense fallback={place}><StoryBar /></Suspense> : place;
}

/** On a profile: what its person shows now, and what they keep. */
export const StoriesOfPerson = (props: { person: { id: string; username: string } }) => <Suspense><Highlights key={props.person.id} {...props} /></Suspense>;
