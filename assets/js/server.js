// Requests of our own scripts: the token of the session, and answers told apart. Every request counts as being there.

/** The session-bound token of this page. */
export const token = () => document.querySelector('meta[name="csrf-token"]')?.content || "";

/** Sends JSON; resolves to {status, data}. Rejects only when the network fails. */
export async function send(method, url, data, { keepalive = false } = {}) {
  const response = await fetch(url, {
    method, keepalive, credentials: "same-origin", redirect: "manual",
    headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRF-Token": token() },
    body: data === undefined ? undefined : JSON.stringify(data),
  });
  // A redirect here is a proxy or the sign-in page: the session is gone.
  const status = response.type === "opaqueredirect" ? 401 : response.status;
  const isJson = (response.headers.get("content-type") || "").includes("json");
  const body = isJson ? await response.json().catch(() => null) : null;
  if (status < 400) document.dispatchEvent(new CustomEvent("zb:alive"));
  return { status, data: body };
}

/** Uploads one file as multipart field `file`, with progress in percent; resolves to {status, data}. */
export function upload(url, blob, name, onProgress = () => {}) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const form = new FormData();
    form.append("file", blob, name);
    request.open("POST", url);
    request.setRequestHeader("X-CSRF-Token", token());
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) onProgress(Math.round((event.loaded / event.total) * 100));
    });
    request.addEventListener("load", () => {
      if (request.status < 400) document.dispatchEvent(new CustomEvent("zb:alive"));
      resolve({ status: request.status, data: request.response });
    });
    request.addEventListener("error", () => reject(new Error("network")));
    request.send(form);
  });
}

/** Asks GET /session who is signed in: {csrf, user, idle_seconds}; takes over the fresh token. Null when nobody is. */
export async function session() {
  const answer = await fetch("/session", { credentials: "same-origin", redirect: "manual", headers: { Accept: "application/json" } });
  if (!answer.ok) return null;
  const data = await answer.json();
  if (data.csrf) {
    document.querySelector('meta[name="csrf-token"]')?.setAttribute("content", data.csrf);
    for (const field of document.querySelectorAll('input[name="csrf"]')) field.value = data.csrf;
  }
  document.dispatchEvent(new CustomEvent("zb:alive"));
  return data;
}
