import { Part } from './Part';
import s from './Gallery.module.css';

const COLOURS = ['bg', 'surface', 'sunk', 'raised', 'line', 'line-strong', 'text', 'text-2', 'text-3', 'accent', 'accent-soft', 'link', 'like', 'amber',
    'amber-soft', 'danger', 'danger-soft', 'focus'];
const SIZES = [32, 25, 20, 17, 15, 13, 12];

export function Colours() {
    return (
        <Part title="Colours and type">
            <div className={s.swatches}>
                {COLOURS.map(name => <div key={name}><i style={{ background: `var(--${name})` }} />{name}</div>)}
            </div>
            <div className={s.type}>
                {SIZES.map(size => <p key={size} style={{ fontSize: `var(--size-${size})` }}>{size} The quick brown fox, Äpfel, Привет, مرحبا 0123456789</p>)}
            </div>
        </Part>
    );
}
