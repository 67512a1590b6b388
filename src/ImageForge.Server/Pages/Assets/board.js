// Keeps a page up to date: asks for the same page again and changes what is different, so that focus, selection and
// open parts stay. Without this script a page is as complete, and a reload brings it up to date.
const root = document.documentElement;
root.classList.add("js");

const keyOf = node => node.nodeType === Node.ELEMENT_NODE ? node.id || node.getAttribute("data-key") : null;

const isSameKind = (left, right) =>
  left.nodeType === right.nodeType && left.nodeName === right.nodeName && keyOf(left) === keyOf(right);

const alignAttributes = (shown, wanted) => {
  for (const { name } of [...shown.attributes]) {
    // What the reader opened stays open.
    if (!wanted.hasAttribute(name) && name !== "open") shown.removeAttribute(name);
  }
  for (const { name, value } of wanted.attributes) {
    if (shown.getAttribute(name) !== value) shown.setAttribute(name, value);
  }
};

const align = (shown, wanted) => {
  if (shown.nodeType !== Node.ELEMENT_NODE) {
    if (shown.nodeValue !== wanted.nodeValue) shown.nodeValue = wanted.nodeValue;
    return;
  }
  alignAttributes(shown, wanted);
  const keyed = new Map();
  for (const child of shown.childNodes) if (keyOf(child)) keyed.set(keyOf(child), child);
  let next = shown.firstChild;
  for (const child of [...wanted.childNodes]) {
    const key = keyOf(child);
    const known = key ? keyed.get(key) : next && isSameKind(next, child) ? next : null;
    if (known && isSameKind(known, child)) {
      if (known === next) next = next.nextSibling;
      else shown.insertBefore(known, next);
      align(known, child);
    } else {
      shown.insertBefore(document.importNode(child, true), next);
    }
  }
  while (next) {
    const gone = next;
    next = next.nextSibling;
    gone.remove();
  }
};

const main = document.querySelector("main");
const offline = document.querySelector("[data-offline]");
const everySecondsMax = 60;
let failures = 0;

const refresh = async () => {
  try {
    const answer = await fetch(location.href, {
      headers: { accept: "text/html" }, cache: "no-store", signal: AbortSignal.timeout(20000),
    });
    // Signed out, or signed out by somebody: the page that says so is shown as a whole.
    if (answer.redirected) return location.reload();
    if (!answer.ok) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    align(main, page.querySelector("main"));
    document.title = page.title;
    failures = 0;
    if (offline) offline.hidden = true;
  } catch {
    failures += 1;
    if (offline) offline.hidden = failures < 2;
  }
};

const again = () => {
  const every = Number(main?.dataset.every ?? 0);
  if (!every) return;
  const seconds = Math.min(every * 2 ** Math.min(failures, 5), everySecondsMax);
  setTimeout(async () => {
    // Nobody looks: nothing is asked.
    if (document.visibilityState === "visible" && !isBusy()) await refresh();
    again();
  }, seconds * 1000);
};

// Whoever marks text or fills in a form is not disturbed.
const isBusy = () => {
  const focused = document.activeElement;
  return focused?.matches("input, select, textarea") || String(getSelection()).length > 0;
};

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible" && main?.dataset.every) refresh();
});

document.addEventListener("click", async event => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const said = document.querySelector("[data-said]");
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.classList.add("done");
    if (said) said.textContent = "Command copied";
  } catch {
    // No clipboard for this page: the command is selected, to be copied by hand.
    getSelection().selectAllChildren(button.parentElement.querySelector("code"));
    if (said) said.textContent = "Command selected";
  }
  setTimeout(() => button.classList.remove("done"), 2000);
});

// A filter takes effect as it is chosen; its button is for readers without this script.
document.addEventListener("change", event => event.target.closest("form[data-filter]")?.requestSubmit());

again();
