import s from './Logo.module.css';

/** The mark: three joined circles, the top one in amber. public/favicon.svg has the same. */
export function Mark({ size = 28 }: { size?: number }) {
    return (
        <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true" className={s.mark}>
            <path d="M16 8 7.5 24h17z" />
            <circle className={s.top} cx="16" cy="7.5" r="6.5" />
            <circle cx="7.5" cy="24" r="6.5" />
            <circle cx="24.5" cy="24" r="6.5" />
        </svg>
    );
}

export function Logo({ name }: { name: string }) {
    return <span className={s.logo}><Mark /><bdi className={s.word}>{name}</bdi></span>;
}
