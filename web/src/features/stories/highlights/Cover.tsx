import s from './Highlights.module.css';

/** How a highlight looks from outside: its picture, or the first letter of its title where the cover is a text. */
export function Cover({ url, title, onFail }: { url: string | null; title: string; onFail?: () => void }) {
    const [letter = ''] = title.trim();

    return url ? <img src={url} alt="" className={s.cover} loading="lazy" onError={onFail} /> : <span className={s.cover} aria-hidden="true">{letter.toLocaleUpperCase()}</span>;
}
