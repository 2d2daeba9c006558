import { useEffect, useEffectEvent, useState } from 'react';
import { lengthOf, StoryClock } from '../model/clock';
import type { Story } from '../model/types';

const TICK_MS = 50;

/** The clock of the story that is shown: how much of it has passed, and what ends it. */
export function useClock(story: Story, onEnd: () => void) {
    const [clock] = useState(() => new StoryClock(lengthOf(story), () => performance.now()));
    const [part, setPart] = useState(0);
    const ended = useEffectEvent(onEnd);

    useEffect(() => {
        let done = false;
        clock.start();
        const timer = setInterval(() => {
            setPart(clock.part);
            if (clock.ended && !done) {
                done = true;
                ended();
            }
        }, TICK_MS);
        const hidden = () => document.hidden ? clock.hold('hidden') : clock.release('hidden');
        hidden();
        document.addEventListener('visibilitychange', hidden);
        return () => {
            clearInterval(timer);
            document.removeEventListener('visibilitychange', hidden);
        };
    }, [clock]);
    return { clock, part };
}
