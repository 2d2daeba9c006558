import { useEffect } from 'react';
import { X } from 'lucide-react';
import { navigate, useSearch } from 'wouter/use-browser-location';
import { useText } from '../../data/text';
import { IconButton, Page } from '../../design';
import { Composer } from './Composer';
import { EditForm } from './EditForm';
import { writingOf } from './open';
import { keepOnServer } from './store/server';
import type { Slot } from './store/slots';
import s from './Composer.module.css';

/* To where one came from; to the feed for who came from elsewhere. */
const leave = () => history.length > 1 && history.state?.kith?.index > 0 ? history.back() : navigate('/', { replace: true });

/** The composer as a page: what was begun is kept as a draft when one goes elsewhere. */
function Writes({ slot }: { slot: Slot }) {
    useEffect(() => () => void keepOnServer(slot), [slot]);
    return <Composer slot={slot} onSent={() => navigate('/')} />;
}

export default function NewScreen() {
    const t = useText();
    const writing = writingOf(useSearch());
    const close = <IconButton icon={X} label={t('design.close')} onPress={leave} />;

    return (
        <Page title={t('edit' in writing ? 'compose.edit_post' : 'compose.new_post')} actions={close}>
            <div className={s.page} data-foot="">
                {'edit' in writing ? <EditForm id={writing.edit} onSaved={leave} /> : <Writes key={writing.slot} slot={writing.slot} />}
            </div>
        </Page>
    );
}
