import { lazy, Suspense, useEffect, useState } from 'react';
import { Plus } from 'lucide-react';
import { rest } from '../../../data/rest';
import { isolated } from '../../../data/names';
import { useText, withWords } from '../../../data/text';
import { useViewer } from '../../../data/viewer';
import { cx, Icon } from '../../../design';
import type { Highlight, Story } from '../model/types';
import { storiesOf } from '../store/deeds';
import s from './Highlights.module.css';

const HighlightDialog = lazy(withWords(() => import('./HighlightDialog')));

interface Props { person: { id: string; username: string; displayName?: string | null; avatarUrl?: string | null } }

interface CircleProps { to: string; cover: string | null; title: string; label: string; fresh?: boolean }

function Circle({ to, cover, title, label, fresh }: CircleProps) {
    return (
        <li className={s.item}>
            <a href={to} className={s.link} aria-label={label}>
                <span className={cx(s.circle, fresh && s.fresh)}>{cover ? <img src={cover} alt="" className={s.cover} loading="lazy" /> : <span className={s.cover} />}</span>
                <span className={s.title} aria-hidden="true"><bdi>{title}</bdi></span>
            </a>
        </li>
    );
}

function useAll(id: string, username: string) {
    const [all, setAll] = useState<{ highlights: readonly Highlight[]; stories: readonly Story[] } | null>(null), [asked, setAsked] = useState(0);

    useEffect(() => {
        let wanted = true;
        void Promise.all([rest.get<Highlight[]>(`/users/${id}/highlights`), storiesOf(username)]).then(([kept, now]) =>
            wanted && setAll({ highlights: kept.ok ? kept.data : [], stories: now.ok ? now.data : [] }));
        return () => { wanted = false; };
    }, [id, username, asked]);
    return { all, again: () => setAsked(n => n + 1) };
}

/** What somebody shows now, and what they keep. */
export default function Highlights({ person: { id, username, avatarUrl } }: Props) {
    const t = useText();
    const own = useViewer()?.id === id;
    const { all, again } = useAll(id, username), [editing, setEditing] = useState<Highlight | 'new' | null>(null);

    if (!all || !own && !all.highlights.length && !all.stories.length)
        return null;
    return (
        <section className={s.part} aria-label={t('stories.highlights')}>
            <ul className={s.list}>
                {all.stories.length > 0 && (
                    <Circle to={`/stories/${username}`} cover={avatarUrl ?? all.stories.at(-1)!.media?.preview_url ?? null} title={t('stories.now')}
                        label={t('stories.nowOf', { count: all.stories.length })} fresh={all.stories.some(({ seen }) => !seen)} />
                )}
                {all.highlights.map(one => (
                    <Circle key={one.id} to={`/stories/highlights/${one.id}`} cover={one.cover_url} title={one.title}
                        label={t('stories.highlightOf', { title: isolated(one.title), count: one.story_count })} />
                ))}
                {own && (
                    <li className={s.item}>
                        <button type="button" className={s.link} aria-label={t('stories.newHighlight')} onClick={() => setEditing('new')}>
                            <span className={s.circle}><span className={s.cover}><Icon of={Plus} size={24} /></span></span>
                            <span className={s.title} aria-hidden="true">{t('stories.newOne')}</span>
                        </button>
                    </li>
                )}
            </ul>
            {own && all.highlights.length > 0 && (
                <details className={s.edit}>
                    <summary>{t('stories.editHighlights')}</summary>
                    <ul className={s.rows}>
                        {all.highlights.map(one => (
                            <li key={one.id}><button type="button" className={s.rowButton} onClick={() => setEditing(one)}>
                                {t('stories.editHighlightOf', { title: isolated(one.title) })}</button></li>
                        ))}
                    </ul>
                </details>
            )}
            {editing && <Suspense><HighlightDialog of={editing === 'new' ? null : editing} now={all.stories} onClose={() => setEditing(null)} onChanged={again} /></Suspense>}
        </section>
    );
}
