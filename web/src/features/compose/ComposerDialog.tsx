import { lazy, Suspense, useEffect } from 'react';
import { useText, withWords } from '../../data/text';
import { useViewer } from '../../data/viewer';
import { Dialog, Loading, Skeleton } from '../../design';
import { closeComposer, draftsChanged, useWriting, type Writing } from './open';

/* What stands in the feed once it is sent comes along: there may be no network then. */
const loadComposer = withWords(() => Promise.all([import('./Composer'), import('../media/add/PendingMedia')])
    .then(([{ Composer: content }]) => ({ default: content })));
const Composer = lazy(loadComposer);
const EditForm = lazy(withWords(() => import('./EditForm').then(({ EditForm: content }) => ({ default: content }))));

const AHEAD_MS = 4_000;

/** What was begun is kept as a draft. */
function close(writing: Writing) {
    closeComposer();
    if ('slot' in writing)
        void import('./store/server').then(({ keepOnServer }) => keepOnServer(writing.slot)).then(draftsChanged);
}

/** Stands on every page, and opens when somebody begins to write. */
export function ComposerDialog() {
    const { writing } = useWriting();
    const viewer = useViewer();
    const t = useText();
    const isSignedIn = viewer !== null;


    /* What is opened sooner or later comes when the first screen has had its time. */
    useEffect(() => {
        const timer = isSignedIn ? setTimeout(() => void loadComposer().catch(() => {}), AHEAD_MS) : undefined;
        return () => clearTimeout(timer);
    }, [isSignedIn]);
    if (!writing || !viewer)
        return null;
    return (
        <Dialog title={t('edit' in writing ? 'compose.edit_post' : 'compose.new_post')} isOpen page sticky onClose={() => close(writing)}>
            <Suspense fallback={<Loading><Skeleton shape="block" height={140} /></Loading>}>
                {'edit' in writing ? <EditForm id={writing.edit} onSaved={closeComposer} /> : <Composer slot={writing.slot} onSent={closeComposer} />}
            </Suspense>
        </Dialog>
    );
}
