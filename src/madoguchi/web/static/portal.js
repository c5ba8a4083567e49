// What the portal's pages do besides being read: they count down, upload photos in place, and keep
// what is being typed until it has arrived.
// Without this file everything works by plain forms.
'use strict';

const SECOND = 1000;

document.documentElement.classList.add('scripted');

function leftText(words, milliseconds) {
  const seconds = Math.floor(milliseconds / SECOND);
  const [minutes, hours, days] = [60, 3600, 86400].map(unit => Math.floor(seconds / unit));
  const fill = (text, values) => text.replace(/\{(\w)\}/g, (_, name) => values[name]);
  const left = days
    ? fill(words.days, { d: days, h: hours % 24 })
    : hours
      ? fill(words.hours, { h: hours, m: minutes % 60 })
      : fill(words.minutes, { m: minutes, s: seconds % 60 });
  return words.left.replace('{left}', left);
}

function count() {
  for (const time of document.querySelectorAll('time.due:not(.late)')) {
    const words = time.closest('[data-left][data-days]').dataset;
    const left = Date.parse(time.dateTime) - Date.now();
    if (left <= 0) {
      time.classList.add('late');
      time.textContent = time.dataset.late;
    } else {
      time.querySelector('[data-left]').textContent = leftText(words, left);
    }
  }
}

/** Send a form of the photos' part and put that part of the answer in its place; the rest stays. */
async function send(form, body) {
  const part = document.getElementById('photos');
  const label = form.querySelector('.file');
  part.setAttribute('aria-busy', 'true');
  if (label) label.firstChild.textContent = form.dataset.busy;
  try {
    const response = await fetch(form.action, { method: 'POST', body });
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    const fresh = page.getElementById('photos');
    if (!fresh) throw new Error(response.statusText);
    part.replaceWith(fresh);
    return true;
  } catch {
    part.removeAttribute('aria-busy');
    if (label) label.firstChild.textContent = form.dataset.failed;
    return false;
  }
}

document.addEventListener('submit', event => {
  if (!event.target.matches('form[data-photo]')) return;
  event.preventDefault();
  void send(event.target, new FormData(event.target));
});

document.addEventListener('change', async event => {
  if (!event.target.matches('form[data-photo] input[type=file]')) return;
  for (const file of [...event.target.files]) {
    const form = document.querySelector('#photos form[enctype]');
    const body = new FormData();
    body.append('file', file, file.name);
    if (!(await send(form, body))) return;
  }
});

// A second press of the same button while the first is under way sends nothing.
document.addEventListener('submit', event => {
  if (event.defaultPrevented) return;
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = 'yes';
});
addEventListener('pageshow', event => {
  if (event.persisted) location.reload();
});

// A telephone between shelves loses its line, or its session: no typed word goes with it. What was
// typed is kept in this tab, by the request that it is about, until the answer has been received.
const about = /^\/portal\/requests\/\d+/.exec(location.pathname)?.[0];
const typed = 'textarea, input:not([type=file], [type=hidden])';
const forms = '.answer form[action$="/answer"], details form';

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(about) ?? '{}');
  } catch {
    return {};
  }
}

document.addEventListener('input', event => {
  const { target } = event;
  if (!about || !target.form?.matches(forms) || !target.matches(typed)) return;
  try {
    sessionStorage.setItem(about, JSON.stringify({ ...kept(), [target.name]: target.value }));
  } catch {
    // A browser that keeps nothing: then it is as without this file.
  }
});

// Who takes the telephone next finds nothing of who had it before.
document.addEventListener('submit', event => {
  if (event.target.matches('[action="/portal/sign-out"]')) sessionStorage.clear();
});

// A browser writes a day in its own language; the page has another, perhaps.
const written = {
  date: { year: 'numeric', month: 'short', day: 'numeric' },
  'datetime-local': {
    year: 'numeric', month: 'short', day: 'numeric',
    hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
  },
};

/** What stands in a day's empty field: its parts as the language orders and calls them. */
function unwritten(lang) {
  const names = new Intl.DisplayNames(lang, { type: 'dateTimeField' });
  return new Intl.DateTimeFormat(lang, { year: 'numeric', month: '2-digit', day: '2-digit' })
    .formatToParts(0)
    .map(part => (part.type === 'literal' ? part.value : names.of(part.type)))
    .join('');
}

function write(field) {
  const { lang } = document.documentElement;
  const at = Date.parse(field.type === 'date' ? field.value : `${field.value}Z`);
  const box = field.parentElement;
  box.classList.toggle('empty', Number.isNaN(at));
  box.dataset.shown = Number.isNaN(at)
    ? unwritten(lang)
    : new Intl.DateTimeFormat(lang, { ...written[field.type], timeZone: 'UTC' }).format(at);
}

function restore() {
  for (const [name, value] of Object.entries(kept())) {
    for (const field of document.querySelectorAll(`main [name="${CSS.escape(name)}"]`)) {
      if (field.type === 'radio') field.checked ||= field.value === value;
      else if (!field.value) field.value = value;
      const folded = field.closest('details');
      if (folded && value) folded.open = true;
    }
  }
}

if (about && document.querySelector('.thanks')) {
  sessionStorage.removeItem(about);
  history.replaceState(null, '', about);
} else if (about) {
  restore();
}

for (const field of document.querySelectorAll('input:is([type=date], [type=datetime-local])')) {
  const box = document.createElement('span');
  box.className = 'day';
  field.replaceWith(box);
  box.append(field);
  write(field);
  field.addEventListener('change', () => write(field));
}

/** Put what is new in the list in its place, while somebody looks at it. */
async function look() {
  const list = document.querySelector('[data-again]');
  if (!list || document.visibilityState !== 'visible') return;
  try {
    const response = await fetch(location.href);
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    const fresh = page.querySelector('[data-again]');
    if (!fresh) {
      location.reload(); // signed out meanwhile
      return;
    }
    const held = document.activeElement?.getAttribute('href');
    list.replaceWith(fresh);
    document.title = page.title;
    const links = [...fresh.querySelectorAll('a')];
    if (held) links.find(link => link.getAttribute('href') === held)?.focus();
  } catch {
    // No network: the next look will tell.
  }
}

const again = document.querySelector('[data-again]');
if (again) setInterval(look, Number(again.dataset.again) * SECOND);
document.addEventListener('visibilitychange', look);

count();
setInterval(count, SECOND);
