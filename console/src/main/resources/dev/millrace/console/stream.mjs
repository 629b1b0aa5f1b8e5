// The stream of the server: says what has changed, so that views need not ask again and again.
import { useEffect, useState } from "preact/hooks";

// The server says that it is alive every 15 seconds.
const SILENCE_MILLIS = 40_000;
const AGAIN_MILLIS = 3_000;
// Views refresh at most this often while much changes.
const LEAST_MILLIS = 2_000;

const views = new Set();
const signs = new Set();
let source = null;
let sign = null;
let watchdog = 0;

const show = (next) => {
  if (sign?.text === next?.text) return;
  sign = next;
  signs.forEach((each) => each(sign));
};
const tell = (topics) => views.forEach((each) => each(topics));

const heard = () => {
  clearTimeout(watchdog);
  watchdog = setTimeout(lost, SILENCE_MILLIS);
  if (sign) {
    show(null);
    tell(null);
  }
};
const lost = () => {
  source?.close();
  source = null;
  clearTimeout(watchdog);
  show({ text: "The console does not answer", since: sign?.since ?? Date.now() / 1000 });
  watchdog = setTimeout(connect, AGAIN_MILLIS);
};
const connect = () => {
  clearTimeout(watchdog);
  source?.close();
  source = new EventSource("/events");
  source.addEventListener("alive", heard);
  source.addEventListener("change", (e) => {
    heard();
    tell(e.data.split(","));
  });
  source.addEventListener("unavailable", (e) => {
    clearTimeout(watchdog);
    watchdog = setTimeout(lost, SILENCE_MILLIS);
    show({ text: e.data, since: sign?.since ?? Date.now() / 1000 });
  });
  source.onerror = lost;
};

// A page that nobody sees listens to nothing: a browser allows few connections to one server.
document.addEventListener("visibilitychange", () => {
  if (document.hidden) {
    clearTimeout(watchdog);
    source?.close();
    source = null;
  } else {
    connect();
    tell(null);
  }
});
if (!document.hidden) connect();

// Calls a function after changes of these topics, and of all after a gap in the stream.
export const onChange = (topics, act) => {
  let timer = 0;
  let last = Date.now();
  const each = (changed) => {
    if (changed && !changed.some((topic) => topics.includes(topic))) return;
    if (timer) return;
    timer = setTimeout(() => {
      timer = 0;
      last = Date.now();
      act();
    }, changed ? Math.max(last + LEAST_MILLIS - Date.now(), 0) : 0);
  };
  views.add(each);
  return () => {
    views.delete(each);
    clearTimeout(timer);
  };
};

// Why the page may be outdated, and since when; null while it is not.
export const useSign = () => {
  const [now, set] = useState(sign);
  useEffect(() => {
    signs.add(set);
    set(sign);
    return () => signs.delete(set);
  }, []);
  return now;
};
