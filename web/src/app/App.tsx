import { useEffect, useLayoutEffect } from 'react';
import { DataProvider, type Data } from '../data/start';
import { loadDialog } from '../design';
import { Announcer } from '../design/Announcer';
import { Tips } from '../design/Tips';
import { Toasts } from '../design/Toasts';
import { features } from './features';
import { Screens } from './Screens';
import { Shortcuts } from './Shortcuts';
import { ThemeColor } from './ThemeColor';
import { WindowTitle } from './WindowTitle';

const always = features.flatMap(feature => feature.always ?? []);

/* What is opened sooner or later comes when the first screen has had its time, and nothing else is to do. */
const whenIdle = (run: () => void) => setTimeout(() => 'requestIdleCallback' in window ? requestIdleCallback(run) : run(), 2_000);

export function App({ data }: { data: Data }) {
    useLayoutEffect(() => { document.getElementById('root')!.dataset.by = 'client'; }, []);
    useEffect(() => { whenIdle(() => void loadDialog().catch(() => {})); }, []);
    return (
        <DataProvider data={data}>
            <Screens />
            {always.map((Part, n) => <Part key={n} />)}
            <Shortcuts />
            <WindowTitle />
            <ThemeColor />
            <Toasts />
            <Announcer />
            <Tips />
        </DataProvider>
    );
}
