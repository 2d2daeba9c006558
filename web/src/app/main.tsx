import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '../design/base.css';
import { loadWords, WordsProvider, useText } from '../data/text';

function App() {
    return <h1>{useText()('app.home')}</h1>;
}

const words = await loadWords('en');

createRoot(document.getElementById('root')!).render(<StrictMode><WordsProvider words={words}><App /></WordsProvider></StrictMode>);
