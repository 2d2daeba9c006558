import { useState } from 'react';
import { Bookmark, Heart, MessageCircle, MoreHorizontal, Plus, Repeat2 } from 'lucide-react';
import { Button, LinkButton } from '../Button';
import { IconButton } from '../IconButton';
import { Link } from '../Link';
import { Part } from './Part';
import s from './Gallery.module.css';

const KINDS = ['primary', 'quiet', 'plain', 'danger'] as const;

export function Buttons() {
    const [liked, setLiked] = useState(true);

    return (
        <Part title="Buttons and links">
            <div className={s.row}>{KINDS.map(kind => <Button key={kind} kind={kind}>{kind}</Button>)}<LinkButton to="/design">Link</LinkButton></div>
            <div className={s.row}>{KINDS.map(kind => <Button key={kind} kind={kind} size="small" icon={Plus}>{kind}</Button>)}</div>
            <div className={s.row}>{KINDS.map(kind => <Button key={kind} kind={kind} disabled>{kind}</Button>)}</div>
            <div className={s.row}>{KINDS.map(kind => <Button key={kind} kind={kind} busy>{kind}</Button>)}</div>
            <Button kind="primary" full>As wide as its place</Button>
            <div className={s.row}>
                <IconButton icon={MessageCircle} label="Comment, 12 comments" tip="Comment" count="12" />
                <IconButton icon={Repeat2} label="Boost, 3 boosts" tip="Boost" count="3" on />
                <IconButton icon={Heart} label="Like" tone="like" count="1.2K" on={liked} onPress={() => setLiked(!liked)} />
                <IconButton icon={Bookmark} label="Save" />
                <IconButton icon={MoreHorizontal} label="More" size="small" />
                <IconButton icon={Bookmark} label="Save" disabled />
            </div>
            <p>In a sentence <Link to="/design">a link stands out</Link>, and <Link to="https://example.org">another site</Link> opens beside.</p>
        </Part>
    );
}
