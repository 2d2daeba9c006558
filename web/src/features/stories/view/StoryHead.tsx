import { Ellipsis, Pause, Play, Volume2, VolumeX, X } from 'lucide-react';
import { useText } from '../../../data/text';
import { Avatar, IconButton, Menu, Time, type MenuEntry } from '../../../design';
import { authorName, faceOf, type Group, type Story } from '../model/types';
import s from './View.module.css';

interface Props {
    group: Group;
    /** Which of them is shown, and how much of it has passed. */
    at: number;
    part: number;
    /** Of a highlight. */
    title?: string;
    own: boolean;
    paused: boolean;
    muted: boolean;
    /** Null: nothing can be done with it. */
    menu: (() => MenuEntry[]) | null;
    onPause: () => void;
    onMute: () => void;
    onMenu: (open: boolean) => void;
    onClose: () => void;
}

function Bars({ stories, at, part }: { stories: readonly Story[]; at: number; part: number }) {
    return (
        <div className={s.bars} aria-hidden="true">
            {stories.map((story, n) => <span key={story.id} className={s.bar}><span style={{ scale: `${n < at ? 1 : n === at ? part : 0} 1` }} /></span>)}
        </div>
    );
}

/** Over a story: whose it is, since when, how far it is, and what stops it. */
export function StoryHead({ group, at, part, title, own, paused, muted, menu, onPause, onMute, onMenu, onClose }: Props) {
    const t = useText();
    const { author, audience, kind, created_at: since } = group.stories[at]!;

    return (
        <header className={s.head}>
            <Bars stories={group.stories} at={at} part={part} />
            <div className={s.line}>
                <a href={`/@${author.username}`} className={s.author}>
                    <Avatar of={faceOf(author)} size={32} />
                    <bdi className={s.name}>{authorName(author)}</bdi>
                </a>
                <span className={s.when}>{title ? <bdi>{title}</bdi> : <Time at={since} />}
                    {own && audience !== 'followers' && <> · {t(audience === 'public' ? 'stories.public' : 'stories.closeFriends')}</>}</span>
                <IconButton icon={paused ? Play : Pause} label={t(paused ? 'stories.goOn' : 'stories.pause')} tip={false} onPress={onPause} />
                {kind === 'video' && <IconButton icon={muted ? VolumeX : Volume2} label={t(muted ? 'stories.unmute' : 'stories.mute')} tip={false} onPress={onMute} />}
                {menu && <Menu label={t('stories.more')} items={menu} onOpen={onMenu} trigger={<IconButton icon={Ellipsis} label={t('stories.more')} tip={false} />} />}
                <IconButton icon={X} label={t('stories.close')} tip={false} onPress={onClose} />
            </div>
        </header>
    );
}
