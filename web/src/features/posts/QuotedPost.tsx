import { nameOf } from '../../data/names';
import { useText } from '../../data/text';
import { Avatar, Time } from '../../design';
import { pathOf, type Shape } from './shape';
import { withShownAddresses } from './text/pieces';
import styles from './QuotedPost.module.css';

/** What a post quotes: a smaller card, and one link to it. A warning stands in place of the text. */
export function QuotedPost({ quoted }: { quoted: NonNullable<Shape['quoted']> }) {
    const t = useText();

    if (quoted === 'gone')
        return <p className={styles.gone}>{t('posts.gone')}</p>;
    const { author, contentWarning, content, createdAt, language, sensitive, media } = quoted, name = nameOf(author);
    const pictures = contentWarning || sensitive ? [] : media.filter(({ previewUrl }) => previewUrl).slice(0, 4);
    return (
        <a href={pathOf(quoted)} className={styles.quote}>
            <span className={styles.head}>
                <Avatar of={{ id: author.id, name, url: author.avatarUrl }} size={20} />
                <bdi className={styles.name}>{name}</bdi>
                <bdi className={styles.username}>@{author.username}</bdi>
                <span className={styles.time}><Time at={createdAt} /></span>
            </span>
            <span className={styles.text} dir="auto" lang={contentWarning ? undefined : language ?? undefined}>{contentWarning ?? withShownAddresses(content).replace(/\n\s*\n/g, '\n')}</span>
            {pictures.length > 0 && (
                <span className={styles.pictures}>
                    {pictures.map(({ id, previewUrl, description }) => <img key={id} src={previewUrl!} alt={description ?? ''} loading="lazy" decoding="async" />)}
                </span>
            )}
        </a>
    );
}
