// Times as people say them; the absolute time stays in `title`. Days are those of Asia/Shanghai.
import { say } from "./words.js";

const ZONE = "Asia/Shanghai";
const clockFormat = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, hour: "2-digit", minute: "2-digit" });
const dayFormat = new Intl.DateTimeFormat("en-CA", { timeZone: ZONE, year: "numeric", month: "2-digit", day: "2-digit" });

/** 09:31 in Shanghai. */
export const clock = (at) => clockFormat.format(at);
/** 2026-11-22 in Shanghai. */
export const day = (at) => dayFormat.format(at);

/** 3 分钟前, 昨天, 2 天后 … relative to `now`; a date from the eighth day on. Both are Dates. */
export function ago(at, now) {
  const minutes = Math.round((now - at) / 60000);
  const future = minutes < 0;
  const far = Math.abs(minutes);
  if (far < 1) return say("now");
  if (far < 60) return say(future ? "in_minutes" : "minutes", far);
  const days = Math.round((Date.parse(day(now)) - Date.parse(day(at))) / 86400000);
  if (days === 0) return say(future ? "in_hours" : "hours", Math.floor(far / 60));
  if (days === 1) return say("yesterday");
  if (Math.abs(days) <= 7) return say(future ? "in_days" : "days", Math.abs(days));
  return day(at);
}
