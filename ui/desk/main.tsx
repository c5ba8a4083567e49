// Where the desk begins: the page's styles, its language, then the screen.

import { startHints } from '@shared/components/hints';
import { render } from 'preact';
import '@shared/tokens.css';
import './desk.css';
import { App, enter } from './app';
import { startAlarms } from './state/alarms';
import { startBell } from './state/bell';
import { startCalls } from './state/calls';
import { startLive } from './state/live';
import { startScheme } from './state/preferences';
import { startRouter } from './state/router';
import { speak, wantedLocale } from './state/texts';

const root = document.getElementById('desk');

startScheme();
startRouter();
startLive();
startBell();
startCalls();
startAlarms();
startHints();
void enter();
void speak(wantedLocale()).then(() => {
  if (root) render(<App />, root);
});
