import { useChoices, type Theme } from '../../data/store';
import type { Language } from '../../data/text';
import { Page } from '../Page';
import { Buttons } from './Buttons';
import { Colours } from './Colours';
import { Fields } from './Fields';
import { Floats } from './Floats';
import { Pieces } from './Pieces';
import { States } from './States';
import s from './Gallery.module.css';

const THEMES: readonly Theme[] = ['system', 'light', 'dark'], LANGUAGES: readonly Language[] = ['en', 'de', 'ar'];

function Choices() {
    const choose = useChoices(state => state.choose);

    return (
        <div className={s.row}>
            {THEMES.map(theme => <button key={theme} type="button" onClick={() => choose({ theme })}>{theme}</button>)}
            {LANGUAGES.map(language => <button key={language} type="button" onClick={() => choose({ language })}>{language}</button>)}
        </div>
    );
}

/** All primitives in all their states, for those who build with them. It is there in development only. */
export default function Gallery() {
    return (
        <Page title="Design">
            <div className={s.gallery}>
                <Choices />
                <Colours />
                <Buttons />
                <Fields />
                <Floats />
                <Pieces />
                <States />
            </div>
        </Page>
    );
}
