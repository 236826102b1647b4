// The public names of @mailslot/core.
export {};
