/* What stands beside the first screen, and is not what one came for, waits until that has had its time. */
import { useEffect, useState } from 'react';

const AFTER_MS = 400;
let stood = false;

/** False for a moment when the page begins; what comes later is not held up. */
export function useStood(): boolean {
    const [ready, setReady] = useState(stood);

    useEffect(() => {
        const timer = ready ? undefined : setTimeout(() => {
            stood = true;
            setReady(true);
        }, AFTER_MS);
        return () => clearTimeout(timer);
    }, [ready]);
    return ready;
}
