import { useEffect, useEffectEvent, useMemo, useState } from 'react';
import { lengthOf, StoryClock } from '../model/clock';
import type { Story } from '../model/types';

const TICK_MS = 50;

/* It waits until there is something to see. */
function clockFor(story: Story): StoryClock {
    const clock = new StoryClock(lengthOf(story), () => performance.now());

    clock.hold('coming');
    return clock;
}

/** The clock of the story that is shown: how much of it has passed, and what ends it. */
export function useClock(story: Story, onEnd: () => void) {
    const clock = useMemo(() => clockFor(story), [story.id]);
    const [passed, setPassed] = useState<{ of: StoryClock; part: number }>({ of: clock, part: 0 });
    const ended = useEffectEvent(onEnd);

    useEffect(() => {
        let done = false;
        clock.start();
        const timer = setInterval(() => {
            setPassed({ of: clock, part: clock.part });
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
    return { clock, part: passed.of === clock ? passed.part : 0 };
}
