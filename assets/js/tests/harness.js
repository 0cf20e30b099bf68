// What the tests of the scripts stand on, in the browser that runs them: no package and no other engine.
const tests = [];

/** Notes a test. */
export const test = (name, body) => { tests.push({ name, body }); };

/** Runs all of them: how many there were, and of each that failed its name and why. */
export async function run() {
  const failed = [];
  for (const { name, body } of tests) {
    try {
      await body();
    } catch (error) {
      failed.push(`${name}: ${error.message}`);
    }
  }
  return { count: tests.length, failed };
}

const fail = (seen, wanted, why) => {
  throw new Error(`${why ? `${why}: ` : ""}${JSON.stringify(seen)}, not ${JSON.stringify(wanted)}`);
};

const isSame = (one, other) => {
  if (Object.is(one, other)) return true;
  if (typeof one !== "object" || typeof other !== "object" || !one || !other) return false;
  const [keys, others] = [Object.keys(one), Object.keys(other)];
  const isOneKind = Array.isArray(one) === Array.isArray(other) && keys.length === others.length;
  return isOneKind && keys.every((key) => Object.hasOwn(other, key) && isSame(one[key], other[key]));
};

export const assert = {
  ok(seen, why) { if (!seen) fail(seen, true, why); },
  equal(seen, wanted, why) { if (!Object.is(seen, wanted)) fail(seen, wanted, why); },
  deepEqual(seen, wanted, why) { if (!isSame(seen, wanted)) fail(seen, wanted, why); },
};
