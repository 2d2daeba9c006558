import { Suspense } from 'react';
import { NotFound } from '../../app/NotFound';
import { PHONE, useMedia } from '../../app/media';
import { useText } from '../../data/text';
import { cx, Page } from '../../design';
import { SavedMark } from './parts/SavedMark';
import { sections } from './sections';
import { Side } from './Side';
import s from './Settings.module.css';

/** /settings and /settings/{section}: two panes; on phones one after the other. */
export default function SettingsScreen({ params }: { params: Record<string, string> }) {
    const phone = useMedia(PHONE);
    const t = useText();
    const whole = !params.section;
    const section = sections.find(one => one.id === (params.section ?? 'profile'));

    if (!section)
        return <NotFound />;
    const { Content, label, id } = section;
    if (phone && whole)
        return <Page title={t('settings.settings')}><Side /></Page>;
    return (
        <div className={cx(s.settings, phone && s.alone)}>
            {!phone && <Side current={id} />}
            <div className={s.section}>
                <Page title={t(whole ? 'settings.settings' : label)} back={phone ? '/settings' : undefined} actions={<SavedMark />}>
                    {whole && <h2 className={s.whole}>{t(label)}</h2>}
                    <div key={id} className={s.content}><Suspense><Content /></Suspense></div>
                </Page>
            </div>
        </div>
    );
}
