// Look whether the work is done, and show it then; there is nothing on the page that would be lost.
"use strict";
const look = async () => {
  const found = await fetch(location.href, { method: "HEAD", cache: "no-store" });
  if (found.status !== 202) return location.reload();
  return setTimeout(look, 2000);
};
setTimeout(() => { look().catch(() => {}); }, 2000);
