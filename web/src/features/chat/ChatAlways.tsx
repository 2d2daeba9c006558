import { lazy, Suspense, useEffect } from 'react';
import { withWords } from '../../data/text';
import { useRealtime, useTopic } from '../../data/realtime';
import { useViewer } from '../../data/viewer';
import { useOpenDialog } from './dialogs/open';
import { followUnread, loadUnread } from './unread';

const Dialogs = lazy(withWords(() => import('./dialogs/Dialogs')));

/** On every page: what is unread, and the dialogs that open from anywhere. */
export function ChatAlways() {
    const viewerId = useViewer()?.id, realtime = useRealtime(), which = useOpenDialog(state => state.which);

    useTopic(viewerId ? 'channels' : null);
    useEffect(() => {
        if (!viewerId || !realtime)
            return undefined;
        void loadUnread();
        return followUnread(realtime, viewerId);
    }, [viewerId, realtime]);
    return which !== null && viewerId !== undefined && <Suspense><Dialogs which={which} /></Suspense>;
}
