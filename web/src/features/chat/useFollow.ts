import { useEffect } from 'react';
import { useRealtime } from '../../data/realtime';
import { useSignedIn } from '../../data/viewer';
import { follow } from './store/hear';
import { learn } from './store/people';
import { logKey } from './store/state';

let shown: readonly string[] = [];
let following = false;

/** From the first screen of chat on, events keep what this page knows, whatever screen stands. */
export function useFollow(channelId: string | null, threadId: string | null): void {
    const realtime = useRealtime(), viewer = useSignedIn();

    useEffect(() => {
        if (!realtime || following)
            return;
        following = true;
        learn([{ id: viewer.id, username: viewer.username, display_name: viewer.displayName ?? null,
            avatar_url: viewer.avatarUrl ?? null }]);
        follow(realtime, viewer.id, () => shown);
    }, [realtime, viewer]);
    useEffect(() => {
        shown = channelId ? [channelId, ...threadId ? [logKey(channelId, threadId)] : []] : [];
        return () => { shown = []; };
    }, [channelId, threadId]);
}
