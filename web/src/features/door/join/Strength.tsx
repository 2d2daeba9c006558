import { useText } from '../../../data/text';
import { cx } from '../../../design';
import { strengthOf, type Strength as Rank } from './guesses';
import s from './Strength.module.css';

const WORDS = { short: 'door.tooShort', weak: 'door.weak', fair: 'door.fair', strong: 'door.strong' } as const;
const BARS: Record<Rank, number> = { short: 0, weak: 1, fair: 2, strong: 3 };

/** Beneath a new password: how strong it is, in words; the bars are for the eye. */
export function Strength({ of, known }: { of: string; known?: readonly string[] }) {
    const t = useText();
    const rank = of ? strengthOf(of, known) : null;

    return (
        <div className={s.strength}>
            <span className={s.bars} aria-hidden="true">
                {[1, 2, 3].map(bar => <span key={bar} className={cx(s.bar, rank && BARS[rank] >= bar && s[rank])} />)}
            </span>
            <span aria-live="polite" className={s.words}>{rank ? t(WORDS[rank]) : t('door.passwordHint')}</span>
        </div>
    );
}
