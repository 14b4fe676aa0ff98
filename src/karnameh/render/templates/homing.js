// A server shows this page under the address that was asked for: what stands before a year or a shared folder is the top.
(() => {
  const path = location.pathname, top = path.match(/^(.*\/)(?:FOLDERS)(?:\/|$)/);
  if (!top || path.endsWith("/404.html")) return;
  for (const link of document.querySelectorAll("a[hreflang]")) link.href = top[1] + link.getAttribute("href");
})();
