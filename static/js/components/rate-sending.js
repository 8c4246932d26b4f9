/** Sends ratings and undoings of the list to the server, one after another for each property. */
import { isOldToken } from "../lib/rating.js";

const LONGEST_WAIT_MS = 20_000;

/** {status, said}: status 0 when no answer came; `said` null when the answer was not meant for us. */
async function ask(address, options) {
  try {
    const answer = await fetch(address, {
      ...options,
      headers: { Accept: "application/json", ...options.headers },
      credentials: "same-origin",
      signal: AbortSignal.timeout(LONGEST_WAIT_MS),
    });
    const isOurs = answer.headers.get("Content-Type")?.startsWith("application/json");
    return { status: answer.status, said: isOurs ? await answer.json() : null };
  } catch (problem) {
    if (problem instanceof TypeError || problem.name === "TimeoutError" || problem.name === "AbortError") {
      return { status: 0, said: null };
    }
    throw problem;
  }
}

/** A function that posts `fields` to an address. Its token is renewed once when the page has grown old. */
export function createSender(firstToken) {
  let token = firstToken;
  const post = (address, fields) =>
    ask(address, { method: "POST", body: new URLSearchParams(fields), headers: { "X-CSRFToken": token } });

  return async function send(address, fields, tokenFrom) {
    const answer = await post(address, fields);
    if (!isOldToken(answer.status, answer.said)) return answer;
    const renewed = await ask(tokenFrom, { method: "GET" });
    if (renewed.status !== 200) return renewed;
    token = renewed.said.csrf;
    return post(address, fields);
  };
}
