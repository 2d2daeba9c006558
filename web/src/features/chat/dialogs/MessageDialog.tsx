import { closeAbout, useAbout } from './about';
import { ForwardDialog } from './ForwardDialog';
import { HistoryDialog } from './HistoryDialog';

/** What was opened from a message's menu. */
export function MessageDialog() {
    const { about } = useAbout();
    if (!about)
        return null;
    return about.what === 'history' ? <HistoryDialog messageId={about.message.id} onClose={closeAbout} />
        : <ForwardDialog message={about.message} onClose={closeAbout} />;
}
