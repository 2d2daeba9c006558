import { useLocation, useSearch } from 'wouter';
import { NotFound } from '../../../app/NotFound';
import { nextOf, withNext } from '../next';
import { NameStep } from './NameStep';
import { PeopleStep } from './PeopleStep';
import { PostStep } from './PostStep';

const STEPS = [
    { name: undefined, Step: NameStep },
    { name: 'people', Step: PeopleStep },
    { name: 'post', Step: PostStep },
];

/** /welcome, /welcome/people, /welcome/post: after joining. Any can be left out; the last leads to where one wanted to go. */
export default function WelcomeScreen({ params }: { params: Record<string, string> }) {
    const [, navigate] = useLocation();
    const next = nextOf(useSearch());
    const at = STEPS.findIndex(step => step.name === params.step);
    const after = STEPS[at + 1];
    const go = () => navigate(after ? withNext(`/welcome/${after.name}`, next) : next);
    const { Step } = STEPS[at] ?? {};

    return Step ? <Step at={at + 1} of={STEPS.length} onDone={go} /> : <NotFound />;
}
