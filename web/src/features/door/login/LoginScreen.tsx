import { useState } from 'react';
import { Redirect, useSearch } from 'wouter';
import { enter, useViewer } from '../../../data/viewer';
import { takeTyped } from '../../../data/typed';
import type { Problem } from '../../../data/problems';
import { nextOf } from '../next';
import { FirstStep } from './FirstStep';
import { SecondStep } from './SecondStep';

/** /login */
export default function LoginScreen() {
    const next = nextOf(useSearch());
    const viewer = useViewer();
    const [name, setName] = useState(() => takeTyped('identifier'));
    const [second, setSecond] = useState<Problem['second']>();
    const [ended, setEnded] = useState<Problem | null>(null);
    const inside = () => void enter(next);
    const again = (why: Problem | null) => { setEnded(why); setSecond(undefined); };

    if (viewer)
        return <Redirect to={next} replace />;
    return second
        ? <SecondStep {...second} onInside={inside} onAgain={again} />
        : <FirstStep name={name} onName={setName} next={next} ended={ended} onInside={inside} onSecond={setSecond} />;
}
