// While a confirmed import is done: how far it is, asked for each second. The answer of the form then replaces the page.
const form = document.getElementById("import-confirm");
const box = document.getElementById("import-progress");

async function look() {
  const answer = await fetch(box.dataset.at, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const { done, all } = await answer.json();
  if (!all) return;
  const bar = box.querySelector("progress");
  [bar.max, bar.value] = [all, done];
  box.querySelector('[data-part="count"]').textContent = `${done} / ${all}`;
}

form?.addEventListener("submit", () => {
  box.hidden = false;
  // Once is enough: a second click would begin the same import again.
  setTimeout(() => { form.querySelector("button").disabled = true; });
  // A look that fails says nothing; the answer of the form does.
  const quietly = () => look().catch(() => {});
  setTimeout(quietly, 300);
  setInterval(quietly, 1000);
});
