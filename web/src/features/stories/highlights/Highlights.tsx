import { lazy, Suspense, useEffect, useRef, useState, type ReactNode } from 'react';
import { Pencil, Plus } from 'lucide-react';
import { rest } from '../../../data/rest';
import { isolated } from '../../../data/names';
import { useText, withWords } from '../../../data/text';
import { useViewer } from '../../../data/viewer';
import { Avatar, cx, Icon, IconButton, Menu } from '../../../design';
import type { Highlight, Story } from '../model/types';
import { storiesOf } from '../store/deeds';
import { Cover } from './Cover';
import s from './Highlights.module.css';

const HighlightDialog = lazy(withWords(() => import('./HighlightDialog')));

const AGAIN_MS = 10_000;

interface Props { person: { id: string; username: string; displayName?: string | null; avatarUrl?: string | null } }

interface CircleProps { to: string; title: string; label: string; fresh?: boolean; children: ReactNode }

function Circle({ to, title, label, fresh, children }: CircleProps) {
    return (
        <li className={s.item}>
            <a href={to} className={s.link} aria-label={label}>
                <span className={cx(s.circle, fresh && s.fresh)}>{children}</span>
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
    /* Addresses of covers end: a page that is kept asks once a while for others. */
    const failedAt = useRef(-Infinity), again = () => setAsked(n => n + 1);
    const onFail = () => {
        if (Date.now() - failedAt.current > AGAIN_MS)
            again();
        failedAt.current = Date.now();
    };
    return { all, again, onFail };
}

/** What somebody shows now, and what they keep. */
export default function Highlights({ person: { id, username, displayName, avatarUrl } }: Props) {
    const t = useText();
    const own = useViewer()?.id === id;
    const { all, again, onFail } = useAll(id, username), [editing, setEditing] = useState<Highlight | 'new' | null>(null);

    if (!all || !own && !all.highlights.length && !all.stories.length)
        return null;
    return (
        <section className={s.part} aria-label={t('stories.highlights')}>
            <ul className={s.list}>
                {all.stories.length > 0 && (
                    <Circle to={`/stories/${username}`} title={t('stories.now')} label={t('stories.nowOf', { count: all.stories.length })}
                        fresh={all.stories.some(({ seen }) => !seen)}>
                        <Avatar of={{ id, name: displayName?.trim() || username, url: avatarUrl }} size={64} />
                    </Circle>
                )}
                {all.highlights.map(one => (
                    <Circle key={one.id} to={`/stories/highlights/${one.id}`} title={one.title}
                        label={t('stories.highlightOf', { title: isolated(one.title), count: one.story_count })}>
                        <Cover url={one.cover_url} title={one.title} onFail={onFail} />
                    </Circle>
                ))}
                {own && (
                    <li className={s.item}>
                        <button type="button" className={s.link} aria-label={t('stories.newHighlight')} onClick={() => setEditing('new')}>
                            <span className={s.circle}><span className={s.cover}><Icon of={Plus} size={24} /></span></span>
                            <span className={s.title} aria-hidden="true">{t('stories.newOne')}</span>
                        </button>
                    </li>
                )}
                {own && all.highlights.length > 0 && (
                    <li className={s.edit}>
                        <Menu label={t('stories.editHighlights')} trigger={<IconButton icon={Pencil} label={t('stories.editHighlights')} />}
                            items={all.highlights.map(one => ({
                                id: one.id, label: t('stories.editHighlightOf', { title: isolated(one.title) }), icon: Pencil, onAction: () => setEditing(one),
                            }))} />
                    </li>
                )}
            </ul>
            {editing && <Suspense><HighlightDialog of={editing === 'new' ? null : editing} username={username} onClose={() => setEditing(null)} onChanged={again} /></Suspense>}
        </section>
    );
}
