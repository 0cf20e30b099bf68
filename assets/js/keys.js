// When a key press is a command and when it belongs to whoever is typing. Pure, so that it is tested without a browser.

/** True where letters are text: fields, editable areas, or while an input method composes. */
export function isTyping(event) {
  if (event.isComposing || event.keyCode === 229) return true;
  const target = event.target;
  if (!target || !target.tagName) return false;
  if (target.isContentEditable) return true;
  if (target.tagName === "TEXTAREA" || target.tagName === "SELECT") return true;
  return target.tagName === "INPUT" && !["button", "checkbox", "radio", "submit", "reset", "file"].includes(target.type);
}

/** The single-letter command of a key press, or null: no modifiers, not typing, not handled already, no dialog open. */
export function command(event, isDialogOpen = false) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isDialogOpen || isTyping(event)) return null;
  if (event.key === "Enter" || event.key === "?" || event.key === "/") return event.key;
  return event.key.length === 1 && !event.shiftKey ? event.key.toLowerCase() : null;
}
