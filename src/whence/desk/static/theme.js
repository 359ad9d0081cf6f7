// Before anything is drawn: the theme that this browser was told to use.
try {
  const told = localStorage.getItem("theme");
  if (told === "dark" || told === "light") document.documentElement.dataset.theme = told;
} catch { /* no storage, then the system decides */ }
