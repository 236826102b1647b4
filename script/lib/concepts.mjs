// The concept to which an export belongs: the folder of its source, since folders are named by the words of docs/semantics.md.

const SPELLED = { http: "HTTP", udp: "UDP", net: "Connections", "": "General" };

/** Names the concept of a source file, given relative to `src`. */
export function conceptOf(file) {
  const folder = file.includes("/") ? file.slice(0, file.indexOf("/")) : "";
  return SPELLED[folder] ?? folder[0].toUpperCase() + folder.slice(1);
}
