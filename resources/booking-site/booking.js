/**
 * Brings the patients' pages to life where there is JavaScript; every page is whole without it. It never moves what is
 * under a finger: a time that goes is crossed out where it stands, new ones wait behind a link.
 */

/** @param {string} text */
function announce(text) {
  const announcer = document.getElementById('announcer');
  if (announcer && announcer.textContent !== text) announcer.textContent = text;
}

/** The error summary is the first thing to be read; its links lead into the fields. */
function focusErrors() {
  const summary = document.getElementById('error-summary');
  if (!summary) return;
  summary.focus();
  summary.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[href^="#"]') : null;
    const field = link && document.getElementById((link.getAttribute('href') ?? '').slice(1));
    if (!field) return;
    event.preventDefault();
    field.scrollIntoView({ block: 'center' });
    field.focus();
  });
}

/** A second press within a moment is a slip of the finger. The server would book once anyway. */
function ignoreSecondPress() {
  /** @type {WeakSet<HTMLFormElement>} */
  const sent = new WeakSet();
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.method !== 'post') return;
    if (sent.has(form)) event.preventDefault();
    sent.add(form);
    setTimeout(() => sent.delete(form), 5000);
  });
}

/** @param {HTMLElement} element */
function takeAway(element) {
  element.classList.add('is-gone');
  const link = element.querySelector('a');
  if (link) {
    link.removeAttribute('href');
    link.setAttribute('role', 'link');
    link.setAttribute('aria-disabled', 'true');
  }
  if (element instanceof HTMLButtonElement) {
    element.disabled = true;
    element.title = 'Just taken';
  }
}

/** @param {Document} fresh */
function showFresh(fresh) {
  /** @type {Map<string, Element>} */
  const now = new Map();
  for (const element of fresh.querySelectorAll('[data-live-key]')) {
    now.set(element.getAttribute('data-live-key') ?? '', element);
  }
  const here = [...document.querySelectorAll('[data-live-key]')].filter((e) => e instanceof HTMLElement);
  if (here.length === 0 || now.size === 0) {
    // From paused or empty to something, or the other way round: another page, unless somebody is in the middle of it.
    if (here.length !== now.size) location.reload();
    return;
  }
  let gone = 0;
  for (const element of here) {
    const key = element.getAttribute('data-live-key') ?? '';
    const twin = now.get(key);
    now.delete(key);
    if (!twin) {
      if (!element.classList.contains('is-gone')) gone += 1;
      takeAway(element);
    } else if (element.classList.contains('is-gone')) {
      now.set(key, twin);
    } else if (twin.innerHTML !== element.innerHTML && !element.contains(document.activeElement)) {
      element.innerHTML = twin.innerHTML;
    }
  }
  const more = document.querySelector('[data-live-more]');
  if (more instanceof HTMLElement) more.hidden = now.size === 0;
  if (gone > 0)
    announce(gone === 1 ? 'One of the times has just been taken.' : `${gone} times have just been taken.`);
  else if (now.size > 0) announce('New times have come free.');
}

function followAvailability() {
  let isAsking = false;
  let isStale = false;
  const ask = async () => {
    if (document.hidden) {
      isStale = true;
      return;
    }
    if (isAsking) {
      isStale = true;
      return;
    }
    isAsking = true;
    isStale = false;
    try {
      const answer = await fetch(location.href, { headers: { Accept: 'text/html' } });
      const isAnswer = answer.ok || answer.status === 503;
      if (isAnswer) showFresh(new DOMParser().parseFromString(await answer.text(), 'text/html'));
    } catch {
      // The next event asks again.
    }
    isAsking = false;
  };
  const events = new EventSource('/api/events');
  events.addEventListener('availability', () => void ask());
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden && isStale) void ask();
  });
  setInterval(() => {
    if (isStale && !document.hidden) void ask();
  }, 2000);
  // Freshness also runs out without an event.
  setInterval(() => void ask(), 60_000);
  addEventListener('pagehide', () => events.close());
  addEventListener('pageshow', (event) => {
    if (event.persisted) location.reload();
  });
}

function countDown() {
  const strip = document.querySelector('[data-seconds-left]');
  const until = strip?.querySelector('[data-countdown]');
  if (!(strip instanceof HTMLElement) || !until) return;
  const endsAt = performance.now() + Number(strip.dataset.secondsLeft) * 1000;
  let hasWarned = false;
  const tick = () => {
    const seconds = Math.ceil((endsAt - performance.now()) / 1000);
    if (seconds <= 0) {
      strip.classList.add('is-over');
      const line = strip.querySelector('.app-held__until');
      const words = 'The time that we kept it for you is over. Go on: we see whether it is still free.';
      if (line) line.textContent = words;
      announce(words);
      clearInterval(timer);
      return;
    }
    const minutes = Math.round(seconds / 60);
    const words =
      seconds >= 120
        ? `${minutes} minutes left`
        : seconds >= 60
          ? '1 minute left'
          : `${seconds} seconds left`;
    until.textContent = ` (${words})`;
    if (seconds <= 120 && !hasWarned) {
      hasWarned = true;
      announce('About 2 minutes are left of the time that we keep it for you.');
    }
  };
  const timer = setInterval(tick, 1000);
  tick();
}

/** Asks about the booking, and shows the page anew as soon as the answer is another one than the page shows. */
function followBooking() {
  const strip = document.querySelector('[data-shown]');
  if (!(strip instanceof HTMLElement)) return;
  const id = location.pathname.split('/').at(-1) ?? '';
  const token = new URLSearchParams(location.search).get('token') ?? '';
  const startedAt = performance.now();
  const wait = () => {
    if (strip.dataset.pace === 'slow') return 5000;
    return performance.now() - startedAt < 60_000 ? 1500 : 5000;
  };
  /** As `shownOf` in booking-json.ts. @param {Record<string, unknown>} booking */
  const shownOf = ({ status, pending, undoUntil, cancelledBy, replacedBy }) =>
    [status, pending, undoUntil !== null, cancelledBy, replacedBy].join(' ');
  const ask = async () => {
    try {
      const answer = await fetch(`/api/bookings/${id}`, { headers: { Authorization: `Bearer ${token}` } });
      if (answer.ok && shownOf(await answer.json()) !== strip.dataset.shown) {
        location.reload();
        return;
      }
    } catch {
      // The next round asks again.
    }
    setTimeout(next, wait());
  };
  const next = () => {
    if (document.hidden) addEventListener('visibilitychange', next, { once: true });
    else void ask();
  };
  setTimeout(next, strip.dataset.pace === 'slow' ? wait() : 0);
  addEventListener('pageshow', (event) => {
    if (event.persisted) location.reload();
  });
}

/** The time in which it can still be taken back. Once it is over the button goes; the server would say no anyway. */
function countDownUndo() {
  const form = document.querySelector('[data-undo-seconds]');
  const left = form?.querySelector('[data-undo-left]');
  if (!(form instanceof HTMLFormElement) || !left) return;
  const endsAt = performance.now() + Number(form.dataset.undoSeconds) * 1000;
  const tick = () => {
    const seconds = Math.ceil((endsAt - performance.now()) / 1000);
    if (seconds > 0) {
      left.textContent = seconds === 1 ? ' for 1 second' : ` for ${seconds} seconds`;
      return;
    }
    clearInterval(timer);
    if (form.contains(document.activeElement)) document.getElementById('maincontent')?.focus();
    form.hidden = true;
  };
  const timer = setInterval(tick, 500);
  tick();
}

focusErrors();
ignoreSecondPress();
const { live } = document.body.dataset;
if (live === 'availability') followAvailability();
if (live === 'hold') countDown();
if (live === 'booking') {
  followBooking();
  countDownUndo();
}
