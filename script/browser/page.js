// What a page needs to run uvu's tests: their text goes into the page instead of the console.
const out = document.getElementById("out");
console.log = (...words) => {
  out.textContent += `${words.join(" ")}\n`;
};
globalThis.addEventListener("error", ({ message }) => console.log(`uncaught: ${message}`));
globalThis.addEventListener("unhandledrejection", ({ reason }) => console.log(`unhandled: ${reason?.stack ?? reason}`));
