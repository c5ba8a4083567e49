// Where the desk begins: the page's styles, then the screen.

import { render } from 'preact';
import '../shared/tokens.css';

const root = document.getElementById('desk');
if (root) render(<main>Madoguchi</main>, root);
