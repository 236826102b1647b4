// The groups of guides are open until a reader closes them.
for (const group of ["Start here", "Cookbook", "Coming from"]) {
  const key = `tsd-accordion-${group}`;
  if (localStorage.getItem(key) === null) localStorage.setItem(key, "true");
}
