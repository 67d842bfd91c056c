"use strict";
// Follows a running test. Its server says what is new, and at the end that the report can be fetched.
(() => {
  const source = new EventSource("events" + location.search);
  source.addEventListener("page", e => page.show(JSON.parse(e.data)));
  source.addEventListener("over", () => { source.close(); location.reload(); });
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) document.getElementById("verdict").textContent = "The session that showed this test has ended.";
  });
})();
