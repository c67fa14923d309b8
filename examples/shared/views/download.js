/**
 * Shows how far a download is. It runs in the browser; without it the browser's own display of downloads is enough.
 */
const bar = document.querySelector('#download-bar');
const status = document.querySelector('#download-status');
const numbers = new Intl.NumberFormat('en');

/** How often is asked. In milliseconds. */
const interval = 500;

/** How often it may be answered that there is no such download, before it has begun. */
const patience = 20;

let isRunning = false;

for (const form of document.querySelectorAll('form[data-download]')) {
  form.addEventListener('submit', (event) => {
    if (isRunning) {
      event.preventDefault();
      return;
    }
    const id = `${Date.now()}-${Math.random().toString(36).slice(2)}`;
    form.elements.id.value = id;
    void watch(id);
  });
}

async function watch(id) {
  isRunning = true;
  bar.removeAttribute('value');
  bar.hidden = false;
  status.textContent = 'Your download begins.';
  status.textContent = await follow(id);
  bar.hidden = true;
  isRunning = false;
}

/** Shows the progress until there is none, and gives the last word. */
async function follow(id) {
  for (let unknown = 0; unknown < patience; ) {
    await new Promise((resolve) => setTimeout(resolve, interval));
    const progress = await ask(id);
    if (progress === undefined) return '';
    if (progress === null) unknown++;
    else if (progress.state === 'complete') return 'Your download is complete.';
    else if (progress.state === 'failed') return 'Your download broke off. The file is not complete; please try again.';
    else show(progress);
  }
  return '';
}

/** What the server says; `undefined` if it cannot be asked. */
async function ask(id) {
  try {
    const answer = await fetch(`/export/progress?id=${id}`, { redirect: 'error' });
    return answer.ok ? await answer.json() : undefined;
  } catch {
    return undefined;
  }
}

function show({ rows, files, total }) {
  const done = rows + files;
  bar.max = Math.max(total, done, 1);
  bar.value = done;
  status.textContent = `${numbers.format(done)} of ${numbers.format(total)} entries so far.`;
}
